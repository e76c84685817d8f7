"""Training samples from labelled triangle meshes: 3D-FRONT, Replica, ScanNet and one's own glTF, OBJ and PLY files."""
