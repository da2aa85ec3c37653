"""Golden outputs: what a model says about samples/, computed without the pipeline, for `bv models verify` to hold the pipeline to."""
import json
import pathlib

from PIL import Image, ImageOps

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"


def write(folder, tolerance, floor, top_k, scores_of):
    """scores_of(picture) gives a score for each label. Scores so near to the floor that a reader may drop them are left out, and so are
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
