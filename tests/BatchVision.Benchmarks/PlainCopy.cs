using BatchVision.Contracts;
using Npgsql;
using NpgsqlTypes;

namespace BatchVision.Benchmarks;

/// <summary>
/// The same rows by binary COPY, into tables with the same columns and primary keys in a schema of their own: no ledger, no other index, no
/// foreign key, no question whether a row is there, and verdicts that come from the client. What a database cannot do without.
/// </summary>
internal sealed class PlainCopy(string connectionString) : IAsyncDisposable
{
    private static readonly Dictionary<string, int> Models = new()
    {
        [GeneratedResults.Classifier.Fingerprint] = 1,
        [GeneratedResults.Logos.Fingerprint] = 2,
        [GeneratedResults.Moderation.Fingerprint] = 3,
        [GeneratedResults.Successor.Fingerprint] = 4,
    };

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);
    private long _images;

    public async Task CreateTablesAsync(CancellationToken cancellationToken)
    {
        await using var create = _source.CreateCommand("""
            DROP SCHEMA IF EXISTS plain CASCADE;
            CREATE SCHEMA plain;
            CREATE TABLE plain.image (LIKE image, PRIMARY KEY (image_id));
            CREATE TABLE plain.recognition (LIKE recognition, PRIMARY KEY (image_id, model_id, ingested_on));
            CREATE TABLE plain.prediction (LIKE prediction, PRIMARY KEY (image_id, model_id, rank, ingested_on));
            CREATE TABLE plain.verdict (LIKE verdict, PRIMARY KEY (image_id, policy_id));
            """);
        await create.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await using (var drop = _source.CreateCommand("DROP SCHEMA IF EXISTS plain CASCADE"))
            await drop.ExecuteNonQueryAsync();
        await _source.DisposeAsync();
    }

    /// <summary>One transaction.</summary>
    public async Task WriteAsync(IReadOnlyList<ChunkRecognized> batch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var images = batch.SelectMany(chunk => chunk.Images).ToList();
        var first = Interlocked.Add(ref _images, images.Count) - images.Count;
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await CopyAsync("image (image_id, source_id, key, etag, bytes, width, height, format, sha256, perceptual_hash, first_seen_at, ingested_on)", copy =>
        {
            foreach (var (i, image) in images.Index())
            {
                var facts = image.Facts!;
                copy.StartRow();
                copy.Write(first + i, NpgsqlDbType.Bigint);
                copy.Write(1, NpgsqlDbType.Integer);
                copy.Write(image.Key, NpgsqlDbType.Text);
                copy.Write(image.ETag, NpgsqlDbType.Text);
                copy.Write(facts.Bytes, NpgsqlDbType.Bigint);
                copy.Write(facts.Width, NpgsqlDbType.Integer);
                copy.Write(facts.Height, NpgsqlDbType.Integer);
                copy.Write(facts.Format, NpgsqlDbType.Text);
                copy.Write(facts.Sha256, NpgsqlDbType.Text);
                copy.Write((long)facts.PerceptualHash, NpgsqlDbType.Bigint);
                copy.Write(now, NpgsqlDbType.TimestampTz);
                copy.Write(today, NpgsqlDbType.Date);
            }
        });
        await CopyAsync("recognition (image_id, model_id, ingested_on, job_id, status, prediction_count, recognized_at)", copy =>
        {
            foreach (var (i, image) in images.Index())
            {
                foreach (var model in image.Models)
                {
                    copy.StartRow();
                    copy.Write(first + i, NpgsqlDbType.Bigint);
                    copy.Write(Models[model.Fingerprint], NpgsqlDbType.Integer);
                    copy.Write(today, NpgsqlDbType.Date);
                    copy.Write(batch[0].JobId, NpgsqlDbType.Uuid);
                    copy.Write("Recognized", NpgsqlDbType.Text);
                    copy.Write(model.Predictions.Count, NpgsqlDbType.Integer);
                    copy.Write(now, NpgsqlDbType.TimestampTz);
                }
            }
        });
        await CopyAsync("prediction (image_id, model_id, rank, ingested_on, label_id, score, x, y, width, height)", copy =>
        {
            foreach (var (i, image) in images.Index())
            {
                foreach (var model in image.Models)
                {
                    foreach (var (rank, prediction) in model.Predictions.Index())
                    {
                        copy.StartRow();
                        copy.Write(first + i, NpgsqlDbType.Bigint);
                        copy.Write(Models[model.Fingerprint], NpgsqlDbType.Integer);
                        copy.Write(rank + 1, NpgsqlDbType.Integer);
                        copy.Write(today, NpgsqlDbType.Date);
                        copy.Write((1000 * Models[model.Fingerprint]) + prediction.ClassIndex, NpgsqlDbType.Integer);
                        copy.Write(prediction.Score, NpgsqlDbType.Real);
                        foreach (var side in (ReadOnlySpan<float?>)[prediction.Box?.X, prediction.Box?.Y, prediction.Box?.Width, prediction.Box?.Height])
                        {
                            if (side is { } value)
                                copy.Write(value, NpgsqlDbType.Real);
                            else
                                copy.WriteNull();
                        }
                    }
                }
            }
        });
        await CopyAsync("verdict (image_id, policy_id, decision, policy_category_id, score, label_id, decided_at)", copy =>
        {
            foreach (var (i, image) in images.Index())
            {
                var score = image.Models[^1].Predictions.First(prediction => prediction.Label == "porn").Score;
                copy.StartRow();
                copy.Write(first + i, NpgsqlDbType.Bigint);
                copy.Write(1, NpgsqlDbType.Integer);
                copy.Write(score >= RowsBenchmark.Block ? "block" : score >= RowsBenchmark.Review ? "review" : "allow", NpgsqlDbType.Text);
                copy.Write(1, NpgsqlDbType.Integer);
                copy.Write(score, NpgsqlDbType.Real);
                copy.Write(3000, NpgsqlDbType.Integer);
                copy.Write(now, NpgsqlDbType.TimestampTz);
            }
        });
        await transaction.CommitAsync(cancellationToken);

        async Task CopyAsync(string table, Action<NpgsqlBinaryImporter> write)
        {
            await using var copy = await connection.BeginBinaryImportAsync($"COPY plain.{table} FROM STDIN (FORMAT binary)", cancellationToken);
            write(copy);
            await copy.CompleteAsync(cancellationToken);
        }
    }
}
