using BatchVision.Contracts;
using BatchVision.Recognition.Batching;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;
using BatchVision.TestAssets;

namespace BatchVision.Recognition.Tests.Batching;

public sealed class BatchRunnerTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task TryRunOne_OneImageBreaksTheBatch_OnlyItFails(int culprit)
    {
        using var model = new ModelRepository(AssetModels.Repository()).Load("mobilenetv2_f32");
        var runner = new BatchRunner(model, new BatchQueue(8, TimeSpan.Zero, TimeProvider.System), TimeProvider.System);
        var placement = new Placement(224, 224, 0, 0);
        var images = Enumerable.Range(0, 8).Select(_ => new ImageRequest(default, [model.Identity.Fingerprint], default, TimeProvider.System)).ToArray();
        foreach (var (i, image) in images.Index())
            runner.Add(image, 0, new PixelBuffer(i == culprit ? 5 : 224 * 224 * 3), placement); // 5 bytes are no picture

        Assert.True(runner.TryRunOne(callerIsIdle: false));

        var outcomes = await Task.WhenAll(images.Select(image => image.Recognition))
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(
            Enumerable.Range(0, 8).Select(i => i == culprit ? ImageStatus.ModelFailed : ImageStatus.Recognized),
            outcomes.Select(outcome => outcome.Status));
        Assert.Contains("mobilenetv2_f32", outcomes[culprit].Reason!, StringComparison.Ordinal);
    }
}
