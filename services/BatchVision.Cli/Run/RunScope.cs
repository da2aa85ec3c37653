using BatchVision.Storage;

namespace BatchVision.Cli.Run;

/// <summary>
/// Which images a job is about, as SQL: all that its source holds, known ones included. The lines of a manifest are in no table; there
/// it is the images that this job has answered.
/// </summary>
internal sealed class RunScope
{
    private const string S3 = "s3://";

    private readonly string _condition;

    public RunScope(JobProgress job)
    {
        if (job.Source.StartsWith("manifest+", StringComparison.Ordinal))
        {
            _condition = """
                ({0}, {1}) IN (
                    SELECT rs.uri, ri.key FROM recognition rr
                    JOIN image ri ON ri.image_id = rr.image_id JOIN source rs ON rs.source_id = ri.source_id
                    WHERE CAST(rr.job_id AS TEXT) = @job)
                """;
            Parameters = [("@job", job.JobId.ToString("D"))];
            return;
        }

        var root = job.Source.StartsWith(S3, StringComparison.Ordinal) ? job.Source[..(job.Source.IndexOf('/', S3.Length) + 1)] : job.Source;
        _condition = "{0} = @root AND substr({1}, 1, length(@prefix)) = @prefix";
        Parameters = [("@root", root), ("@prefix", job.Source[root.Length..])];
    }

    public (string Name, object Value)[] Parameters { get; }

    /// <summary>The condition on the columns that hold an image's root and key.</summary>
    public string Of(string source, string key) => string.Format(null, _condition, source, key);
}
