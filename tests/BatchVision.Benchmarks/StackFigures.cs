using System.Globalization;
using BatchVision.EndToEnd.Tests;
using Npgsql;

namespace BatchVision.Benchmarks;

/// <summary>Asks the database, the metrics of Results and the process table what happened.</summary>
internal sealed class StackFigures(ServiceStack stack)
{
    private static readonly HttpClient Http = new();

    public async Task<JobFigures> JobAsync(Guid jobId)
    {
        var chunks = await QueryAsync(
            "SELECT extract(epoch FROM done_at)::float8, image_count::float8, fetch_seconds::float8, decode_seconds::float8 FROM chunk WHERE job_id = $1 AND status = 'done' ORDER BY 1",
            jobId);
        var (first, last) = (chunks[0][0], chunks[^1][0]);
        var images = chunks.Sum(chunk => chunk[1]);
        // A partial chunk has fewer images to even out.
        var whole = chunks.Where(chunk => chunk[1] == chunks.Max(other => other[1])).Select(chunk => chunk[3]).ToArray();
        var spread = Math.Sqrt(whole.Sum(value => Math.Pow(value - whole.Average(), 2)) / Math.Max(1, whole.Length - 1));
        return new JobFigures(
            chunks.Where(chunk => chunk[0] > first).Sum(chunk => chunk[1]) / (last - first),
            chunks.Sum(chunk => chunk[2]) / images,
            spread / whole.Average() * Math.Sqrt(chunks.Max(chunk => chunk[1])));
    }

    public async Task<LiveLatency> LiveAsync(DateTimeOffset since)
    {
        var chunks = await QueryAsync(
            "SELECT extract(epoch FROM done_at - listed_at)::float8, extract(epoch FROM sent_at - listed_at)::float8 FROM chunk WHERE lane = 'live' AND status = 'done' AND listed_at >= $1",
            since);
        return new LiveLatency([.. chunks.Select(chunk => chunk[0])], chunks.Count == 0 ? 0 : Measurement.Median(chunks.Select(chunk => chunk[1])));
    }

    /// <summary>As the metrics of Results count them.</summary>
    public async Task<WriteTimes> WritesAsync()
    {
        var metrics = await MetricsAsync("Results");
        return new WriteTimes(
            Value(metrics, "batchvision_results_write_duration_seconds_count"), Value(metrics, "batchvision_results_write_duration_seconds_sum"),
            Value(metrics, "batchvision_results_rows_total", "table=\"prediction\""));
    }

    /// <summary>The part of the compute threads' work that decodes: of times that are too long on a busy machine the ratio still holds.</summary>
    public async Task<double> DecodeShareAsync()
    {
        var metrics = await MetricsAsync("Worker");
        return Value(metrics, "batchvision_compute_time_seconds_total", "stage=\"decode\"") / Value(metrics, "batchvision_compute_time_seconds_total");
    }

    /// <summary>CPU milliseconds so far, by service and server.</summary>
    public Dictionary<string, double> Cpu() => ProcessTable.Cpu(stack.Services.ToDictionary(service => service.ProcessId, service => service.Name));

    public void ForgetPeaks()
    {
        foreach (var service in stack.Services)
            ProcessTable.ForgetPeak(service.ProcessId);
    }

    /// <summary>Most memory of one process of each service, in MiB.</summary>
    public Dictionary<string, double> Peaks() => stack.Services.GroupBy(service => service.Name)
        .ToDictionary(group => group.Key, group => group.Max(service => ProcessTable.PeakMebibytes(service.ProcessId)));

    private async Task<string[]> MetricsAsync(string name)
    {
        var service = stack.Services.First(service => service.Name == name);
        return (await Http.GetStringAsync(new Uri(service.Address, "metrics"), stack.Cancellation)).Split('\n');
    }

    private static double Value(string[] metrics, string name, string label = "") => metrics
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])
        .Sum(value => double.Parse(value, CultureInfo.InvariantCulture));

    private async Task<List<double[]>> QueryAsync(string sql, object parameter)
    {
        await using var connection = new NpgsqlConnection(stack.Sql.ConnectionString);
        await connection.OpenAsync(stack.Cancellation);
#pragma warning disable CA2100 // Constants of this class.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.Parameters.AddWithValue(parameter);
        await using var reader = await command.ExecuteReaderAsync(stack.Cancellation);
        var rows = new List<double[]>();
        while (await reader.ReadAsync(stack.Cancellation))
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetDouble)]);
        return rows;
    }
}
