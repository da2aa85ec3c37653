using BatchVision.Recognition.Models;

namespace BatchVision.Recognition.Tests.Models;

/// <summary>What a search found is used for the model, machine and provider that it was found for, and for nothing else.</summary>
public sealed class ModelTuningTests : IDisposable
{
    private readonly ModelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_TunedModel_RunsAsTuned()
    {
        Tuning().Save(_folder.Path);

        using var recognizer = new Recognizer([_folder.Load()], new RecognizerOptions());
        using var told = new Recognizer([_folder.Load()], new RecognizerOptions { ComputeThreads = 5 });

        Assert.Equal((3, 8), (recognizer.CpuThreads, recognizer.Models[0].Tuning?.MaxBatchSize));
        Assert.Equal((4 * 3) + (2 * 8), recognizer.MaxImagesInFlight); // so that the batch is known to be in use
        Assert.Equal(5, told.CpuThreads);
    }

    [Fact]
    public void Load_TunedElsewhere_RunsByDefault()
    {
        (Tuning() with { Machine = "64 × another" }).Save(_folder.Path);
        (Tuning() with { Provider = ExecutionProvider.Cuda }).Save(_folder.Path);
        Assert.Null(Loaded());

        // The same file read at another size of input is another model.
        (Tuning() with { Fingerprint = "other" }).Save(_folder.Path);
        Assert.Null(Loaded());
    }

    [Fact]
    public void Save_Again_TakesThePlaceOfTheEarlier()
    {
        (Tuning() with { Machine = "64 × another" }).Save(_folder.Path);
        Tuning().Save(_folder.Path);
        (Tuning() with { ComputeThreads = 4 }).Save(_folder.Path);

        Assert.Equal(4, Loaded()?.ComputeThreads);
        Assert.Single(File.ReadLines(_folder.FileOf(ModelTuning.FileName)), line => line.Contains("another", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[{")]
    [InlineData("null")]
    [InlineData("[{}]")]
    [InlineData("""[{"fingerprint":"a","onnx_sha256":"b","machine":"c","provider":"cpu","compute_threads":0,"intra_op_threads":1,"max_batch_size":1,"images_per_second":1,"default_images_per_second":1,"measured_at":"2026-11-24T00:00:00Z"}]""")]
    public void Load_DamagedTuning_SaysHowToMendIt(string json)
    {
        File.WriteAllText(_folder.FileOf(ModelTuning.FileName), json);
        Assert.Contains("delete it and run bv tune again", _folder.LoadError(), StringComparison.Ordinal);
    }

    private ModelTuning? Loaded()
    {
        using var model = _folder.Load();
        return model.Tuning;
    }

    private ModelTuning Tuning()
    {
        using var model = _folder.Load();
        return new ModelTuning(
            model.Identity.Fingerprint, model.Manifest.Sha256, ModelTuning.ThisMachine, ExecutionProvider.Cpu, 3, 2, 8, 100, 90, DateTimeOffset.UnixEpoch);
    }
}
