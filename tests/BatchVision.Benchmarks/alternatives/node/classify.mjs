// sharp + onnxruntime-node: node classify.mjs FOLDER MODEL.onnx --images N [--out TOP1.json]
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';

const warmUp = 64;
const cores = os.availableParallelism();
const { positionals: [folder, model], values: options } = parseArgs({
  allowPositionals: true,
  options: {
    images: { type: 'string', default: '400' },
    out: { type: 'string' },
    // onnxruntime-node infers in the calling thread: only workers keep every core busy.
    workers: { type: 'string', default: String(cores) },
    batch: { type: 'string', default: '2' },
    'intra-op-threads': { type: 'string', default: '1' },
  },
});
if (!folder || !model) {
  console.error('usage: node classify.mjs FOLDER MODEL.onnx --images N [--out TOP1.json]');
  process.exit(2);
}

// One libvips thread an image and many images at once: nothing waits for the slowest tile. No file is read twice, so nothing is cached.
sharp.concurrency(1);
sharp.cache(false);

const images = Number(options.images);
const names = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name).sort();
const cursor = new Int32Array(new SharedArrayBuffer(4));
const top1 = new Int32Array(new SharedArrayBuffer(4 * names.length));
const workers = Array.from({ length: Number(options.workers) }, () => new Worker(new URL('./worker.mjs', import.meta.url), {
  workerData: {
    files: names.map((name) => path.join(folder, name)),
    model,
    batch: Number(options.batch),
    intraOpThreads: Number(options['intra-op-threads']),
    cursor,
    top1,
  },
}));

/** What every worker says next; fails where one of them does. */
const answers = () => Promise.all(workers.map((worker) => once(worker, 'message')));

async function classify(count) {
  cursor[0] = 0;
  const done = answers();
  workers.forEach((worker) => worker.postMessage(count));
  await done;
}

await answers();
await classify(warmUp);

const cpuBefore = process.cpuUsage();
const started = performance.now();
await classify(images);
const wall = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
const cpu = (user + system) / 1e6;

if (options.out) {
  const measured = names.slice(0, images).map((name, i) => [name, top1[i]]);
  fs.writeFileSync(options.out, JSON.stringify(Object.fromEntries(measured)));
}

console.log(JSON.stringify({
  name: 'Node sharp + onnxruntime-node',
  libraries: { node: process.versions.node, sharp: sharp.versions.sharp, libvips: sharp.versions.vips, onnxruntime: ort.env.versions.node },
  images,
  wall_seconds: wall,
  cpu_ms_per_image: (cpu * 1000) / images,
  images_per_second: images / wall,
  utilization: cpu / wall / cores,
  peak_memory_mb: process.resourceUsage().maxRSS / 1024,
  settings: { workers: workers.length, batch: Number(options.batch), intra_op_threads: Number(options['intra-op-threads']) },
}));
process.exit();
