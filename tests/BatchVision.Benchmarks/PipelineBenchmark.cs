using BatchVision.Cli.Run;
using BatchVision.Contracts;
using BatchVision.Recognition;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;

namespace BatchVision.Benchmarks;

/// <summary>Every measurement on one folder and one model, in interleaved rounds so that a busy minute hits them all alike.</summary>
internal sealed class PipelineBenchmark : IDisposable
{
    private readonly string _modelsDirectory;
    private readonly string _modelName;
    private readonly string[] _files;
    private readonly byte[][] _encoded;
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("bv-bench-");
    private readonly string _folder;
    private readonly int _images;
    private readonly OnnxModel _model;
    private int _runs;

    public PipelineBenchmark(string folder, string modelsDirectory, string modelName, int images)
    {
        _modelsDirectory = modelsDirectory;
        _modelName = modelName;
        _images = images;
        _files = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)];
        _encoded = [.. _files.Select(File.ReadAllBytes)];
        _model = new ModelRepository(modelsDirectory).Load(modelName);
        _folder = Directory.CreateDirectory(Path.Combine(_work.FullName, "images")).FullName;
        for (var i = 0; i < images; i++)
            File.Copy(_files[i % _files.Length], Path.Combine(_folder, $"{i:000000}{Path.GetExtension(_files[i % _files.Length])}"));
    }

    public async Task<BenchmarkResults> RunAsync(int rounds)
    {
        var parts = new (string Name, Action<int, Worker> Work)[]
        {
            ("limit: read", (i, worker) => worker.Read(_files[i])),
            ("limit: libjpeg-turbo + resize", (i, worker) => worker.DecodeDirectly(_encoded[i])),
            ("limit: tensor", (_, worker) => worker.WriteTensor()),
            ("limit: inference", (_, worker) => worker.Infer()),
        };
        var stages = new (string Name, Action<int, Worker> Work)[]
        {
            ("decode only", (i, worker) => worker.Decode(_encoded[i], turbo: true)),
            ("decode only, without libjpeg-turbo", (i, worker) => worker.Decode(_encoded[i], turbo: false)),
        };

        var measured = new Dictionary<string, List<Measurement>>();
        for (var round = -1; round < rounds; round++) // the first warms up
        {
            foreach (var (name, work) in parts.Concat(stages))
                Keep(await Measurement.TakeAsync(name, _files.Length, () => OnEveryCoreAsync(work)));
            Keep(await Measurement.TakeAsync("recognizer, files to predictions", _images, RecognizeAsync));
            Keep(await Measurement.TakeAsync("bv run, files to rows, start-up included", _images, RunCommandAsync));
            Console.Error.WriteLine($"round {round + 1} of {rounds}");

            void Keep(Measurement measurement)
            {
                if (round >= 0)
                    (measured.TryGetValue(measurement.Name, out var list) ? list : measured[measurement.Name] = []).Add(measurement);
            }
        }

        var medians = measured.Values.Select(Measurement.Median).ToArray();
        var limit = medians.Take(parts.Length).Sum(part => part.CpuMilliseconds);
        return new BenchmarkResults(_modelName, medians[..parts.Length], medians[parts.Length..], limit, limit / medians[^1].CpuMilliseconds);
    }

    public void Dispose()
    {
        _model.Dispose();
        _work.Delete(recursive: true);
    }

    private Task OnEveryCoreAsync(Action<int, Worker> work)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using var worker = new Worker(_model, _encoded.Max(file => file.Length));
                for (var i = Interlocked.Increment(ref next); i < _files.Length; i = Interlocked.Increment(ref next))
                    work(i, worker);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }

    private async Task RecognizeAsync()
    {
        using var recognizer = new Recognizer([new ModelRepository(_modelsDirectory).Load(_modelName)], new RecognizerOptions());
        var fingerprints = new[] { recognizer.Models[0].Identity.Fingerprint };
        await Parallel.ForEachAsync(
            Directory.EnumerateFiles(_folder), new ParallelOptions { MaxDegreeOfParallelism = recognizer.MaxImagesInFlight },
            async (file, token) =>
            {
                var outcome = await recognizer.RecognizeAsync(await File.ReadAllBytesAsync(file, token), fingerprints, token);
                if (outcome.Status != ImageStatus.Recognized)
                    throw new InvalidOperationException($"{file}: {outcome.Status}: {outcome.Reason}");
            });
    }

    /// <summary>The whole of <c>bv run</c> over the images.</summary>
    public async Task RunCommandAsync()
    {
        var console = Console.Out;
        Console.SetOut(TextWriter.Null);
        try
        {
            var exitCode = await RunJob.ExecuteAsync(new RunOptions(
                _folder, [_modelName], _modelsDirectory, Path.Combine(_work.FullName, $"{_runs++}.db"), Policy: null, Report: null, Json: true,
                Limit: null, ExecutionProvider.Cpu, Environment.ProcessorCount, BatchSize: 1, ReadGps: false, Verbose: false));
            if (exitCode != 0)
                throw new InvalidOperationException($"bv run ended with {exitCode}.");
        }
        finally
        {
            Console.SetOut(console);
        }
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
