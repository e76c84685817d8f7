"""Labelled triangle meshes (3D-FRONT, Replica, ScanNet, own files) as a source of training samples."""
