# Copyright 2026 The svr_ros developers
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

from pathlib import Path

from svr_ros.evaluation.sequence_evaluation import _COLUMNS, sequence_names, sequence_table


def test_sequences_of_one_name_are_kept_apart() -> None:
    assert sequence_names([Path("monday/walk"), Path("tuesday/run")]) == ["walk", "run"]
    assert sequence_names([Path("monday/walk"), Path("tuesday/walk")]) == ["monday/walk", "tuesday/walk"]


def test_table_has_the_columns_that_a_sequence_has() -> None:
    results = {
        "walk": {"depth": {"measured_f1_5cm": 0.5, "megabytes": 12.3, "images": 8}, "colour": {"measured_f1_5cm": 0.25}}
    }
    head, _, *rows = sequence_table(results).splitlines()
    assert head == "| sequence | known | measured: F1 at 5 cm | MB reserved | images |"
    assert rows == ["| walk | depth | 0.500 | 12 | 8 |", "| walk | colour | 0.250 | - | - |"]
    assert len(set(_COLUMNS.values())) == len(_COLUMNS)
