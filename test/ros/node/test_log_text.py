from svr_ros.ros.node.log_text import one_line


def test_control_characters_cannot_forge_lines():
    assert one_line("jpeg\n[FATAL] [motor]: \x1b[31mstop\u2028") == r"jpeg\n[FATAL] [motor]: \x1b[31mstop\u2028"
    assert one_line("naïve 椅子") == "naïve 椅子"


def test_a_megabyte_becomes_a_line():
    assert len(one_line("x" * 10**6)) < 1100
