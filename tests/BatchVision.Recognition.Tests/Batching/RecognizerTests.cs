using BatchVision.Contracts;
using BatchVision.Recognition.Models;
using BatchVision.TestAssets;

namespace BatchVision.Recognition.Tests.Batching;

/// <summary>The recognizer on the project's own model and on reference models: sharing, batches, isolation.</summary>
public sealed class RecognizerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Recognize_BatchesOfAnySize_SameScoresAsOneByOne()
    {
        var single = await ScoresAsync(batchSize: 1);
        var batched = await ScoresAsync(batchSize: 8);

        foreach (var (one, many) in single.Zip(batched))
        {
            Assert.Equal(one.Select(prediction => prediction.Label), many.Select(prediction => prediction.Label));
            Assert.All(one.Zip(many), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-4f));
        }
    }

    [Fact]
    public async Task Recognize_SeveralModels_OneOutcomeEachInTheOrderAsked()
    {
        var repository = new ModelRepository(AssetModels.Repository());
        using var recognizer = new Recognizer([repository.Load("mobilenetv2_f32"), repository.Load("yolox_nano"), repository.Load("squeezenet_fp16")], new());
        var asked = new[] { recognizer.Models[2], recognizer.Models[0], recognizer.Models[1] }.Select(model => model.Identity.Fingerprint).ToArray();

        var outcome = await recognizer.RecognizeAsync(await File.ReadAllBytesAsync(SharedAssets.Images("photos/dog.jpg"), Token), asked, Token);

        Assert.Equal(ImageStatus.Recognized, outcome.Status);
        Assert.Equal(asked, outcome.Models.Select(model => model.Fingerprint));
        Assert.Contains(outcome.Models[2].Predictions, prediction => prediction is { Label: "dog", Box: not null });
    }

    [Fact]
    public async Task Recognize_NotAnImage_IsARejectionWithAReason()
    {
        using var recognizer = new Recognizer([new ModelRepository(AssetModels.Repository()).Load("mobilenetv2_f32")], new());

        var outcome = await recognizer.RecognizeAsync("plain text"u8.ToArray(), [recognizer.Models[0].Identity.Fingerprint], Token);

        Assert.Equal(ImageStatus.Unsupported, outcome.Status);
        Assert.NotEmpty(outcome.Reason!);
        Assert.Empty(outcome.Models);
    }

    [Fact]
    public async Task Admit_AllPlacesTaken_WaitsUntilOneIsGivenBack()
    {
        using var recognizer = new Recognizer([new ModelRepository(AssetModels.Repository()).Load("mnist")], new());
        var places = new List<Admission>();
        for (var i = 0; i < recognizer.MaxImagesInFlight; i++)
            places.Add(await recognizer.AdmitAsync(Token));

        var next = recognizer.AdmitAsync(Token);
        Assert.False(next.IsCompleted);
        places[0].Dispose();

        using var admitted = await next;
        places.Skip(1).ToList().ForEach(place => place.Dispose());
    }

    private static async Task<IReadOnlyList<Prediction>[]> ScoresAsync(int batchSize)
    {
        var model = new ModelRepository(AssetModels.Repository()).Load("mobilenetv2_f32");
        using var recognizer = new Recognizer([model], new RecognizerOptions { MaxBatchSize = batchSize });
        var files = Directory.GetFiles(SharedAssets.Images("imagenet-200")).Order(StringComparer.Ordinal).Take(24);
        return await Task.WhenAll(files.Select(async file =>
            (await recognizer.RecognizeAsync(await File.ReadAllBytesAsync(file, Token), [model.Identity.Fingerprint], Token)).Models[0].Predictions));
    }
}
