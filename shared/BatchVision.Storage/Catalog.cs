using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>
/// Row ids of sources, models and labels, remembered: they are few, asked for with every chunk and never change. Used inside a
/// write transaction; all is forgotten after one that did not commit, since it may have added some.
/// </summary>
internal sealed class Catalog(Session session)
{
    private static readonly RowShape ModelShape = new(
        ("name", ColumnType.Text), ("version", ColumnType.Text), ("task", ColumnType.Text), ("fingerprint", ColumnType.Text));

    private static readonly RowShape LabelShape = new(
        ("model_id", ColumnType.Integer), ("class_index", ColumnType.Integer), ("name", ColumnType.Text));

    private readonly Dictionary<string, int> _sources = [];
    private readonly Dictionary<string, int> _models = [];
    private readonly Dictionary<(int ModelId, int ClassIndex), int> _labels = [];
    private int _rollbacks;

    public async Task<int> SourceAsync(string uri, CancellationToken cancellationToken)
    {
        ForgetRolledBack();
        if (_sources.TryGetValue(uri, out var id))
        {
            return id;
        }

        const string Insert = "INSERT INTO source (uri) VALUES (@uri) ON CONFLICT (uri) DO NOTHING";
        const string Select = "SELECT source_id FROM source WHERE uri = @uri";
        var found = await session.QueryAsync(Select, reader => reader.GetInt32(0), cancellationToken, ("@uri", uri));
        if (found.Count == 0)
        {
            await session.ExecuteAsync(Insert, cancellationToken, ("@uri", uri));
            found = await session.QueryAsync(Select, reader => reader.GetInt32(0), cancellationToken, ("@uri", uri));
        }

        return _sources[uri] = found[0];
    }

    /// <summary>The ids of the models, by fingerprint; unknown ones are added.</summary>
    public async Task<IReadOnlyDictionary<string, int>> ModelsAsync(IEnumerable<ModelIdentity> models, CancellationToken cancellationToken)
    {
        ForgetRolledBack();
        var rows = new RowSet(ModelShape);
        foreach (var model in models.DistinctBy(m => m.Fingerprint).Where(m => !_models.ContainsKey(m.Fingerprint)).OrderBy(m => m.Fingerprint, StringComparer.Ordinal))
        {
            rows.Add(model.Name, model.Version, model.Task, model.Fingerprint);
        }

        if (rows.Count > 0)
        {
            var insert = $"""
                INSERT INTO model (name, version, task, fingerprint)
                SELECT r.name, r.version, r.task, r.fingerprint FROM {session.Dialect.From(ModelShape)} r WHERE true
                ON CONFLICT (fingerprint) DO UPDATE SET name = excluded.name, version = excluded.version
                WHERE model.name <> excluded.name OR model.version <> excluded.version
                """;
            await session.ExecuteAsync(insert, rows, cancellationToken);
            const string Select = "SELECT fingerprint, model_id FROM model";
            foreach (var (fingerprint, id) in await session.QueryAsync(Select, r => (r.GetString(0), r.GetInt32(1)), cancellationToken))
            {
                _models[fingerprint] = id;
            }
        }

        return _models;
    }

    /// <summary>The id of a label, null when it is not remembered.</summary>
    public int? Label(int modelId, int classIndex) =>
        _rollbacks == session.Rollbacks && _labels.TryGetValue((modelId, classIndex), out var id) ? id : null;

    /// <summary>Remembers the ids of the labels; unknown ones are added. Models may have gaps: only what is used is owed.</summary>
    public async Task LabelsAsync(
        IEnumerable<(int ModelId, int ClassIndex, string Name)> labels, CancellationToken cancellationToken)
    {
        ForgetRolledBack();
        var missing = labels.Where(l => !_labels.ContainsKey((l.ModelId, l.ClassIndex)))
            .DistinctBy(l => (l.ModelId, l.ClassIndex))
            .OrderBy(l => (l.ModelId, l.ClassIndex))
            .ToList();
        if (missing.Count > 0)
        {
            var rows = new RowSet(LabelShape);
            foreach (var (modelId, classIndex, name) in missing)
            {
                rows.Add(modelId, classIndex, name);
            }

            var insert = $"""
                INSERT INTO label (model_id, class_index, name)
                SELECT r.model_id, r.class_index, r.name FROM {session.Dialect.From(LabelShape)} r WHERE true
                ON CONFLICT (model_id, class_index) DO UPDATE SET name = excluded.name WHERE label.name <> excluded.name
                """;
            var added = await session.ExecuteAsync(insert, rows, cancellationToken);
            const string Select = "SELECT class_index, label_id FROM label WHERE model_id = @model_id";
            foreach (var modelId in missing.Select(l => l.ModelId).Distinct())
            {
                foreach (var (classIndex, id) in await session.QueryAsync(
                    Select, r => (r.GetInt32(0), r.GetInt32(1)), cancellationToken, ("@model_id", modelId)))
                {
                    _labels[(modelId, classIndex)] = id;
                }
            }

            if (added > 0)
            {
                await Moderation.MapLabelsAsync(session, missing.Select(l => l.ModelId).Distinct(), cancellationToken);
            }
        }
    }

    private void ForgetRolledBack()
    {
        if (_rollbacks != session.Rollbacks)
        {
            _sources.Clear();
            _models.Clear();
            _labels.Clear();
            _rollbacks = session.Rollbacks;
        }
    }
}
