"""The same job and the same figures for every program: reads the arguments, warms up, measures, prints one JSON line."""
import argparse
import json
import multiprocessing
import os
import resource
import time
from pathlib import Path

WARM_UP = 64
CORES = len(os.sched_getaffinity(0))


def arguments(**settings):
    """FOLDER MODEL.onnx --images N [--out TOP1.json], and a whole number for each setting of the program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("model")
    parser.add_argument("--images", type=int, default=400)
    parser.add_argument("--out", type=Path, help="where to write the class of each file")
    for name, default in settings.items():
        parser.add_argument("--" + name.replace("_", "-"), type=int, default=default)
    parsed = parser.parse_args()
    parsed.settings = {name: getattr(parsed, name) for name in settings}
    parsed.files = sorted(path for path in parsed.folder.iterdir() if path.is_file())
    return parsed


def run(name, libraries, parsed, classify):
    """classify(indices) returns the class of each of these files; called once to warm up and once to be measured."""
    def cycle(count):
        return [i % len(parsed.files) for i in range(count)]

    classify(cycle(WARM_UP))

    indices = cycle(parsed.images)
    cpu, started = _cpu_seconds(), time.perf_counter()
    top1 = classify(indices)
    wall, cpu = time.perf_counter() - started, _cpu_seconds() - cpu

    if parsed.out:
        parsed.out.write_text(json.dumps({parsed.files[i].name: label for i, label in zip(indices, top1)}))
    print(json.dumps({
        "name": name,
        "libraries": libraries,
        "images": parsed.images,
        "wall_seconds": wall,
        "cpu_ms_per_image": cpu * 1000 / parsed.images,
        "images_per_second": parsed.images / wall,
        "utilization": cpu / wall / CORES,
        "peak_memory_mb": _peak_memory_mb(),
        "settings": parsed.settings,
    }))


def _cpu_seconds():
    """User and system time of this process, of children that ended and of those at work."""
    total = sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
    for child in multiprocessing.active_children():
        # utime and stime, fields 14 and 15; the name before them, in brackets, may hold spaces.
        fields = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def _peak_memory_mb():
    """The peak of this process, or what it and its children hold at the end, pages they share counted once, if that is more."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = multiprocessing.active_children()
    together = sum(_proportional_kb(pid) for pid in ["self", *(child.pid for child in children)])
    return max(own, together) / 1024


def _proportional_kb(pid):
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
