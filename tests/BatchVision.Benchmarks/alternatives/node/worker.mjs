import { parentPort, workerData } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';

const { files, model, batch, intraOpThreads, cursor, top1 } = workerData;

const shortSide = 256;
const size = 224;
const plane = size * size;
const mean = [0.485, 0.456, 0.406];
const deviation = [0.229, 0.224, 0.225];
// (v / 255 - mean) / deviation as one multiplication and one addition.
const scale = deviation.map((d) => 1 / (255 * d));
const shift = mean.map((m, c) => -m / deviation[c]);

const session = await ort.InferenceSession.create(model, {
  graphOptimizationLevel: 'all',
  intraOpNumThreads: intraOpThreads,
  interOpNumThreads: 1,
});

/** Decodes one file into its place in the batch: planes of red, green, blue. */
async function decode(file, tensor, slot) {
  const margin = (shortSide - size) / 2;
  const pixels = await sharp(file, { sequentialRead: true })
    .resize(shortSide, shortSide, { fit: 'cover', kernel: 'linear' })
    .extract({ left: margin, top: margin, width: size, height: size })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
  for (let c = 0; c < 3; c++) {
    const start = (slot * 3 + c) * plane;
    for (let i = 0, p = c; i < plane; i++, p += 3) {
      tensor[start + i] = pixels[p] * scale[c] + shift[c];
    }
  }
}

/** Takes the next files that no other worker has taken, and starts to decode them; null where none is left. */
function prefetch(images) {
  const first = Atomics.add(cursor, 0, batch);
  if (first >= images) {
    return null;
  }

  const count = Math.min(batch, images - first);
  const tensor = new Float32Array(count * 3 * plane);
  const decoded = Promise.all(Array.from({ length: count }, (_, slot) => decode(files[(first + slot) % files.length], tensor, slot)));
  // Awaited only after the batch before it: without this a failure meanwhile would count as unhandled.
  decoded.catch(() => {});
  return { first, count, tensor, decoded };
}

async function infer({ first, count, tensor }) {
  const input = new ort.Tensor('float32', tensor, [count, 3, size, size]);
  const results = await session.run({ [session.inputNames[0]]: input });
  const scores = results[session.outputNames[0]].data;
  const classes = scores.length / count;
  for (let i = 0; i < count; i++) {
    const row = scores.subarray(i * classes, (i + 1) * classes);
    top1[(first + i) % files.length] = row.indexOf(row.reduce((a, b) => Math.max(a, b)));
  }
}

parentPort.on('message', async (images) => {
  for (let next = prefetch(images); next; ) {
    const ready = next;
    await ready.decoded;
    // The next batch decodes in libuv's threads while this one infers in this thread.
    next = prefetch(images);
    await infer(ready);
  }

  parentPort.postMessage('done');
});

parentPort.postMessage('ready');
