"""What lies beside a model.onnx of ours: labels, manifest, golden outputs."""
import hashlib
import json
import pathlib

from PIL import Image, ImageOps

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"


def manifest(folder, script, labels, task, side, resize, output, batch, mean_std=None):
    """labels.txt and model.yaml of the model.onnx in the folder, for RGB pixels as 0..1 in a square."""
    (folder / "labels.txt").write_text("\n".join(labels) + "\n")
    digest = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    normalise = "".join(f"  {name}: [{', '.join(str(v) for v in values)}]\n" for name, values in zip(("mean", "std"), mean_std or ()))
    (folder / "model.yaml").write_text(f"""name: {folder.name}
version: "1"
task: {task}
license: Apache-2.0
source: models/training/{script}
sha256: {digest}
input:
  width: {side}
  height: {side}
  layout: nchw
  dtype: float32
  color: rgb
  resize: {{{resize}}}
  scale: 0.00392156862745098
{normalise}output: {{{output}}}
batching: {{max_batch_size: {batch}, max_queue_delay: 5ms}}
""")


def golden(folder, tolerance, floor, top_k, scores_of):
    """What the model says about samples/, computed without the pipeline, for `bv models verify` to hold the pipeline to.

    scores_of(picture) gives a score for each label. Scores so near to the floor that a reader may drop them are left out, and so are
    pictures with transparency: what lies behind them is the reader's choice, not the model's."""
    images = []
    for path in sorted(SAMPLES.iterdir()):
        if path.suffix not in {".jpg", ".png", ".webp", ".gif"}:
            continue
        with Image.open(path) as picture:
            if "A" in picture.getbands() or "transparency" in picture.info:
                continue
            scores = scores_of(ImageOps.exif_transpose(picture).convert("RGB"))
        kept = sorted(((score, label) for label, score in scores.items() if score >= floor + tolerance), reverse=True)[:top_k]
        if kept:
            images.append({"path": f"../../samples/{path.name}", "scores": {label: round(float(score), 4) for score, label in kept}})
    (folder / "golden.json").write_text(json.dumps({"tolerance": tolerance, "images": images}, indent=2) + "\n")
    return len(images)
