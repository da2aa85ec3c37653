using BatchVision.Cli.Run;
using BatchVision.Contracts;
using BatchVision.Objects;
using BatchVision.Recognition;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;
using BatchVision.Worker;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchVision.Benchmarks;

/// <summary>Every measurement on one set of files and one model, in interleaved rounds so that a busy minute hits them all alike.</summary>
internal sealed class PipelineBenchmark : IDisposable
{
    private const int ChunkSize = 64;

    private readonly string _modelsDirectory;
    private readonly string _modelName;
    private readonly ImageSet _set;
    private readonly byte[][] _encoded;
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("bv-bench-");
    private readonly string _folder;
    private readonly int _images;
    private readonly OnnxModel _model;
    private readonly RecognizeChunk[] _chunks;
    private int _runs;

    /// <param name="set">The files; used again and again under new names until there are enough.</param>
    /// <param name="modelsDirectory">The model repository.</param>
    /// <param name="modelName">The model.</param>
    /// <param name="images">Images of an end-to-end round.</param>
    public PipelineBenchmark(ImageSet set, string modelsDirectory, string modelName, int images)
    {
        (_set, _modelsDirectory, _modelName, _images) = (set, modelsDirectory, modelName, images);
        _encoded = [.. set.Files.Select(File.ReadAllBytes)];
        _model = new ModelRepository(modelsDirectory).Load(modelName);
        _folder = Directory.CreateDirectory(Path.Combine(_work.FullName, "images")).FullName;
        for (var i = 0; i < images; i++)
            File.Copy(set.Files[i % set.Files.Count], Path.Combine(_folder, $"{i:000000}.jpg"));
        var source = new Uri(_folder + Path.DirectorySeparatorChar).AbsoluteUri;
        _chunks =
        [
            .. Enumerable.Range(0, images).Select(i => new ImageRef($"{i:000000}.jpg", "", 0)).Chunk(ChunkSize)
                .Select((refs, i) => new RecognizeChunk(Guid.NewGuid(), Guid.Empty, i, source, [_model.Identity.Fingerprint], refs)),
        ];
    }

    /// <param name="rounds">Rounds to measure, after one that is not.</param>
    /// <param name="afterEach">Work of others that takes turns with ours.</param>
    /// <param name="cancellationToken">Ends it between two measurements.</param>
    public async Task<PipelineResults> RunAsync(int rounds, Func<Task> afterEach, CancellationToken cancellationToken)
    {
        var measurements = new (string Name, int Images, Func<Task> Work)[]
        {
            ("limit: read", _set.Files.Count, OnEveryCore((i, worker) => worker.Read(_set.Files[i]))),
            ("limit: libjpeg-turbo + resize", _set.Files.Count, OnEveryCore((i, worker) => worker.DecodeDirectly(_encoded[i]))),
            ("limit: tensor", _set.Files.Count, OnEveryCore((_, worker) => worker.WriteTensor())),
            ("limit: inference", _set.Files.Count, OnEveryCore((_, worker) => worker.Infer())),
            ("decode only", _set.Files.Count, OnEveryCore((i, worker) => worker.Decode(_encoded[i], turbo: true))),
            ("decode only, without libjpeg-turbo", _set.Files.Count, OnEveryCore((i, worker) => worker.Decode(_encoded[i], turbo: false))),
            ("worker alone, one image", 1, () => RecognizeAsync(1)),
            ("worker alone, all images", _images, () => RecognizeAsync(_images)),
            ("bv run, one image", 1, () => RunCommandAsync(1)),
            ("bv run, all images", _images, () => RunCommandAsync(_images)),
        };
        var measured = measurements.Select(_ => new List<Measurement>()).ToArray();
        for (var round = -1; round < rounds; round++) // the first warms up
        {
            foreach (var (i, (name, images, work)) in measurements.Index())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var measurement = await Measurement.TakeAsync(name, images, work);
                if (round >= 0)
                    measured[i].Add(measurement);
            }

            if (round >= 0)
                await afterEach();
            Console.Error.WriteLine($"{_modelName} on {_set.Name}: round {round + 1} of {rounds}");
        }

        return new PipelineResults(_set.Name, _modelName, [.. measured.Select(Measurement.Median)]);
    }

    /// <summary>The class that we see first in each file, by file name.</summary>
    public async Task<IReadOnlyDictionary<string, int>> Top1Async(CancellationToken cancellationToken)
    {
        using var recognizer = new Recognizer([new ModelRepository(_modelsDirectory).Load(_modelName)], new RecognizerOptions());
        var classes = new Dictionary<string, int>();
        foreach (var (file, encoded) in _set.Files.Zip(_encoded))
        {
            var outcome = await recognizer.RecognizeAsync(encoded, [recognizer.Models[0].Identity.Fingerprint], cancellationToken);
            if (outcome.Models is [{ Predictions: [var first, ..] }])
                classes[Path.GetFileName(file)] = first.ClassIndex;
        }

        return classes;
    }

    public void Dispose()
    {
        _model.Dispose();
        _work.Delete(recursive: true);
    }

    /// <summary>The whole of <c>bv run</c> over so many images.</summary>
    public async Task RunCommandAsync(int limit)
    {
        var console = Console.Out;
        Console.SetOut(TextWriter.Null);
        try
        {
            var exitCode = await RunJob.ExecuteAsync(new RunOptions(
                _folder, [_modelName], _modelsDirectory, Path.Combine(_work.FullName, $"{_runs++}.db"), Policy: null, Report: null, Json: true,
                limit, ExecutionProvider.Cpu, Threads: null, BatchSize: null, ReadGps: false, Verbose: false));
            if (exitCode != 0)
                throw new InvalidOperationException($"bv run ended with {exitCode}.");
        }
        finally
        {
            Console.SetOut(console);
        }
    }

    private Func<Task> OnEveryCore(Action<int, Worker> work) => () =>
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using var worker = new Worker(_model, _encoded.Max(file => file.Length));
                for (var i = Interlocked.Increment(ref next); i < _encoded.Length; i = Interlocked.Increment(ref next))
                    work(i, worker);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    };

    /// <summary>The hot path of a worker: chunks in, outcomes out, without broker or rows.</summary>
    private async Task RecognizeAsync(int images)
    {
        using var stores = new ObjectStores(new S3Options());
        using var recognizer = new Recognizer([new ModelRepository(_modelsDirectory).Load(_modelName)], new RecognizerOptions());
        using var load = new WorkerLoad(recognizer, TimeProvider.System);
        var chunks = new ChunkRecognizer(recognizer, stores, load, new WorkerOptions(), TimeProvider.System, NullLogger<ChunkRecognizer>.Instance);
        await Parallel.ForEachAsync(
            _chunks.Select(chunk => chunk with { Images = [.. chunk.Images.Take(images - (chunk.Ordinal * ChunkSize))] }).Where(chunk => chunk.Images.Count > 0),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (command, token) =>
            {
                var recognized = await chunks.RecognizeAsync(command, Lane.Backfill, token);
                if (recognized.Images.FirstOrDefault(image => image.Status != ImageStatus.Recognized) is { } bad)
                    throw new InvalidOperationException($"{bad.Key}: {bad.Status}: {bad.Reason}");
            });
    }

    /// <summary>What one thread needs for the measurements of single parts.</summary>
    private sealed class Worker(OnnxModel model, int longestFile) : IDisposable
    {
        private static readonly ImageDecoder Turbo = new(new ImageLimits());
        private static readonly ImageDecoder Vips = new(new ImageLimits(), useTurboJpeg: false);

        private readonly DecodeScratch _scratch = new();
        private readonly InputSpec[] _inputs = [model.Input];
        private readonly byte[] _pixels = new byte[model.Input.Width * model.Input.Height * 3];
        private readonly byte[] _file = new byte[longestFile];
        private readonly TensorBatch _batch = model.Rent(1);

        public void Read(string file)
        {
            using var handle = File.OpenHandle(file);
            RandomAccess.Read(handle, _file, 0);
        }

        // What a program that does nothing else would do: no checks, no facts, no hashes.
        public unsafe void DecodeDirectly(byte[] encoded)
        {
            var library = TurboJpeg.Instance ?? throw new InvalidOperationException("The limit is defined by libjpeg-turbo; install libturbojpeg0.");
            if (!JpegHeader.TryRead(encoded, out var header))
                throw new InvalidOperationException("The limit is measured on JPEG files.");
            var factor = Reduction.PowerOfTwo(_inputs, header.Width, header.Height);
            if (!_scratch.Turbo(library).TryDecode(encoded, header, factor, _scratch.Upright))
            {
                Decode(encoded, turbo: false);
                return;
            }

            var facts = new ImageFacts(header.Width, header.Height, "jpeg", encoded.Length, "", 0);
            var image = new DecodedImage(
                _scratch, _scratch.Upright.Data,
                RasterAxis.Reduced((header.Width + factor - 1) / factor, header.Width, factor, false),
                RasterAxis.Reduced((header.Height + factor - 1) / factor, header.Height, factor, false), facts);
            PixelResizer.Fill(image, model.Input, _pixels, _scratch);
        }

        public void Decode(byte[] encoded, bool turbo)
        {
            var result = (turbo ? Turbo : Vips).Decode(encoded, _inputs, _scratch);
            PixelResizer.Fill(result.Image, model.Input, _pixels, _scratch);
        }

        public void WriteTensor() => TensorWriter.Write(_pixels, model.Input, _batch.Slot(0));

        public void Infer() => model.Run(_batch, 1);

        public void Dispose()
        {
            _scratch.Dispose();
            _batch.Dispose();
        }
    }
}
