using BatchVision.Api.Tests.Support;
using BatchVision.Contracts;
using BatchVision.Contracts.Rest;
using BatchVision.Storage;

namespace BatchVision.Api.Tests;

public sealed class ModelsTests
{
    [Fact]
    public async Task List_TwoVersions_TheLatestOfferedIsTheNewest()
    {
        await using var server = await ApiServer.StartAsync();
        await using var catalogue = new ModelCatalogue(server.Database);
        var second = ApiServer.Colors with { Version = "2", Fingerprint = new string('d', 64) };
        await catalogue.OfferAsync(new ModelsOffered([new OfferedModel(second, [])], server.Time.GetUtcNow().AddHours(1)), ApiServer.Token);

        var list = await (await server.ClientAsync(ApiScopes.JobsRead)).GetAsync("/models", ApiServer.Token).ReadAsync<ModelListDocument>();

        Assert.Equal(
            [new ModelDocument("colors", "2", "classification", second.Fingerprint, true), new ModelDocument("colors", "1", "classification", ApiServer.Colors.Fingerprint, false)],
            list.Models);
    }
}
