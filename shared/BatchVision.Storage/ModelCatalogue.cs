using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>Which models there are: workers offer theirs, requests name them.</summary>
/// <param name="database">A migrated database.</param>
public sealed class ModelCatalogue(Database database) : IAsyncDisposable
{
    private readonly Session _session = database.OpenSession(TimeProvider.System);

    /// <summary>Registers the models of a worker with their labels.</summary>
    public Task OfferAsync(ModelsOffered offer, CancellationToken cancellationToken)
    {
        const string Touch = """
            UPDATE model SET offered_at = @at WHERE fingerprint = @fingerprint AND (offered_at IS NULL OR offered_at < @at)
            """;
        return _session.WriteAsync(
            async token =>
            {
                var catalog = new Catalog(_session);
                var ids = await catalog.ModelsAsync(offer.Models.Select(model => model.Identity), token);
                await catalog.LabelsAsync(
                    offer.Models.SelectMany(m => m.Labels.Select((name, index) => (ids[m.Identity.Fingerprint], index, name))), token);
                foreach (var model in offer.Models.OrderBy(model => model.Identity.Fingerprint, StringComparer.Ordinal))
                {
                    await _session.ExecuteAsync(Touch, token, ("@at", offer.At), ("@fingerprint", model.Identity.Fingerprint));
                }

                return true;
            },
            cancellationToken);
    }

    /// <summary>The models that workers have offered, newest first.</summary>
    public Task<List<ModelIdentity>> ListAsync(CancellationToken cancellationToken) =>
        _session.ReadAsync(async token => (await OfferedAsync(_session, token)).ConvertAll(row => row.Model), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    /// <summary>Row ids and fingerprints of models named "name" (the newest offered) or "name@version"; no names means all of the newest.</summary>
    /// <exception cref="UnknownModelsException">Some are not offered.</exception>
    internal static async Task<List<(int Id, ModelIdentity Model)>> ResolveAsync(
        Session session, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var offered = await OfferedAsync(session, cancellationToken);
        var newest = offered.DistinctBy(row => row.Model.Name).ToList();
        if (newest.Count == 0)
        {
            throw new UnknownModelsException("No worker has offered a model yet; start one, then ask again.");
        }

        if (names.Count == 0)
        {
            return newest;
        }

        var found = names.Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Row: offered.Find(row => name == row.Model.Name || name == $"{row.Model.Name}@{row.Model.Version}")))
            .ToList();
        var unknown = found.Where(pair => pair.Row == default).Select(pair => $"'{pair.Name}'").ToList();
        if (unknown.Count > 0)
        {
            var known = string.Join(", ", newest.Select(row => row.Model.Name).Order(StringComparer.Ordinal));
            throw new UnknownModelsException($"No worker has offered a model {string.Join(", ", unknown)}; there are: {known}.");
        }

        // "cats" and "cats@2" may be one.
        return [.. found.Select(pair => pair.Row).DistinctBy(row => row.Id)];
    }

    private static Task<List<(int Id, ModelIdentity Model)>> OfferedAsync(Session session, CancellationToken cancellationToken)
    {
        const string Select = """
            SELECT model_id, name, version, task, fingerprint FROM model WHERE offered_at IS NOT NULL ORDER BY offered_at DESC, model_id DESC
            """;
        return session.QueryAsync(
            Select, r => (r.GetInt32(0), new ModelIdentity(r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4))), cancellationToken);
    }
}
