using BatchVision.Contracts;
using BatchVision.Recognition;
using BatchVision.Recognition.Models;
using BatchVision.ServiceDefaults.Tests;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Worker.Tests;

/// <summary>The load of a recognizer that does real work, with a clock that only the test moves.</summary>
public sealed class WorkerLoadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sample_AfterImages_SaysWhatTheyCost()
    {
        using var recognizer = Recognizer();
        var time = new FakeTimeProvider();
        using var load = new WorkerLoad(recognizer, time);
        var fingerprint = recognizer.Models[0].Identity.Fingerprint;
        var picture = await File.ReadAllBytesAsync(Repository.Path("samples/red-car.jpg"), Token);

        for (var i = 0; i < 4; i++)
        {
            var recognition = await recognizer.RecognizeAsync(picture, [fingerprint], Token);
            Assert.Equal(ImageStatus.Recognized, recognition.Status);
            WorkerTelemetry.Images.Add(1, WorkerTelemetry.OutcomeTag(recognition.Status), WorkerTelemetry.LaneTag(Lane.Live));
        }

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(load.ImageSeconds);
        var sample = load.Sample();

        Assert.Equal((4, TimeSpan.FromSeconds(10)), (sample.Images, sample.Window));
        Assert.True(sample.Decode > 0, "decoding was seen");
        Assert.True(sample.CpuInference > 0, "inference was seen");
        Assert.Null(sample.GpuInference);
        Assert.Equal((float)((sample.Decode + sample.CpuInference) * 10 / 4), load.ImageSeconds!.Value, 1e-6f);
    }

    [Fact]
    public void Sample_WithoutImages_KeepsTheCostOfTheLastOnes()
    {
        using var recognizer = Recognizer();
        var time = new FakeTimeProvider();
        using var load = new WorkerLoad(recognizer, time);
        WorkerTelemetry.Images.Add(10, WorkerTelemetry.OutcomeTag(ImageStatus.NotFound), WorkerTelemetry.LaneTag(Lane.Live));
        WorkerTelemetry.Fetch.Record(recognizer.MaxImagesInFlight);
        time.Advance(TimeSpan.FromSeconds(10));
        load.Sample();
        Assert.Equal(0.1f, load.ImageSeconds);

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((0, 0.0), load.Sample() is var idle ? (idle.Images, idle.Fetch) : default);

        Assert.Equal(0.1f, load.ImageSeconds);
    }

    [Fact]
    public void ActiveImages_Begun_CountUntilTheyEnd()
    {
        using var recognizer = Recognizer();
        using var load = new WorkerLoad(recognizer, TimeProvider.System);
        using (load.Begin())
        using (load.Begin())
        {
            Assert.Equal(2, load.ActiveImages);
        }

        Assert.Equal(0, load.ActiveImages);
    }

    private static Recognizer Recognizer() => new(
        new ModelRepository(Repository.Path("models")).LoadAll(["colors"], new SessionSettings()), new RecognizerOptions { ComputeThreads = 2 });
}
