using BatchVision.Contracts;

namespace BatchVision.Storage.Tests;

public abstract class ModelCatalogueTests(Dialect dialect) : StorageTests(dialect)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly ModelIdentity NewCats = Sample.Cats with { Version = "2", Fingerprint = "cc" };

    private ModelCatalogue _catalogue = null!;
    private Jobs _jobs = null!;

    private protected override Task PrepareAsync()
    {
        _catalogue = Own(new ModelCatalogue(Temp.Database));
        _jobs = Own(new Jobs(Temp.Database));
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Offer_Repeated_LeavesOneRowAndTheNewestTime()
    {
        await OfferAsync(Start, Sample.Cats);
        await OfferAsync(Start.AddMinutes(1), Sample.Cats);
        await OfferAsync(Start.AddMinutes(-1), Sample.Cats);
        Assert.Equal(["cats|2026-11-23T12:01:00.000Z"], await Temp.RowsAsync("SELECT name, offered_at FROM model"));
        Assert.Equal(["0|a", "1|b"], await Temp.RowsAsync("SELECT class_index, name FROM label ORDER BY class_index"));
    }

    [Fact]
    public async Task Offer_FromManyWorkersAtOnce_IsOneCatalogue()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(
            async () =>
            {
                await using var catalogue = new ModelCatalogue(Temp.Database);
                ModelIdentity[] models = i % 2 == 0 ? [Sample.Cats, Sample.Faces, NewCats] : [NewCats, Sample.Faces, Sample.Cats];
                await catalogue.OfferAsync(new ModelsOffered([.. models.Select(model => new OfferedModel(model, ["a", "b"]))], Start.AddSeconds(i)), Token);
            },
            Token)));
        Assert.Equal(3, await Temp.CountAsync("model"));
        Assert.Equal(6, await Temp.CountAsync("label"));
    }

    [Fact]
    public async Task List_OfModels_IsNewestFirst()
    {
        await OfferAsync(Start, Sample.Cats);
        await OfferAsync(Start.AddMinutes(1), Sample.Faces);
        await OfferAsync(Start.AddMinutes(2), NewCats);
        Assert.Equal([NewCats, Sample.Faces, Sample.Cats], await _catalogue.ListAsync(Token));
    }

    [Theory]
    [InlineData("cats", "cc")]
    [InlineData("cats@2", "cc")]
    [InlineData("cats@1", "aa")]
    [InlineData("faces", "bb")]
    [InlineData("cats cats@2 cats@1", "aa cc")]
    [InlineData("", "bb cc")]
    public async Task Resolve_Names_MeanTheNewestOfferedUnlessTheyGiveAVersion(string names, string fingerprints)
    {
        await OfferAsync(Start, Sample.Cats, Sample.Faces);
        await OfferAsync(Start.AddMinutes(1), NewCats);
        var job = await _jobs.SubmitAsync(
            new JobSubmission("file:///pictures/", names.Split(' ', StringSplitOptions.RemoveEmptyEntries)), Token);
        Assert.Equal(fingerprints.Split(' '), (await Temp.Ledger.FindAsync(job.JobId, Token))!.Models);
    }

    [Fact]
    public async Task Resolve_UnknownName_NamesThemAll()
    {
        await OfferAsync(Start, Sample.Cats, Sample.Faces);
        var e = await Assert.ThrowsAsync<UnknownModelsException>(
            () => _jobs.SubmitAsync(new JobSubmission("file:///pictures/", ["dogs", "cats", "cats@7"]), Token));
        Assert.Equal("No worker has offered a model 'dogs', 'cats@7'; there are: cats, faces.", e.Message);
        Assert.Equal(0, await Temp.CountAsync("job"));
    }

    [Fact]
    public async Task Resolve_ModelsThatOnlyARunKnows_AreNotOffered()
    {
        await Temp.StartAsync(Sample.Cats);
        var e = await Assert.ThrowsAsync<UnknownModelsException>(() => _jobs.SubmitAsync(new JobSubmission("file:///pictures/", []), Token));
        Assert.Contains("No worker has offered a model yet", e.Message, StringComparison.Ordinal);
        Assert.Empty(await _catalogue.ListAsync(Token));
    }

    private Task OfferAsync(DateTimeOffset at, params IReadOnlyList<ModelIdentity> models) =>
        _catalogue.OfferAsync(new ModelsOffered([.. models.Select(model => new OfferedModel(model, ["a", "b"]))], at), Token);

    public sealed class OnSqlite() : ModelCatalogueTests(Dialect.Sqlite);

    public sealed class OnPostgres() : ModelCatalogueTests(Dialect.Postgres);
}
