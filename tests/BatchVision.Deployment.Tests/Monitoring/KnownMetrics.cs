using System.Text.RegularExpressions;

namespace BatchVision.Deployment.Tests.Monitoring;

/// <summary>The series that dashboards and alerts may ask for, as Prometheus names them.</summary>
internal static partial class KnownMetrics
{
    private static readonly string[] Series =
    [
        "batchvision_worker_images_total",
        "batchvision_worker_fetched_bytes_total",
        "batchvision_worker_images_active",
        "batchvision_worker_image_cost_seconds",
        "batchvision_compute_time_seconds_total",
        "batchvision_compute_threads",
        "batchvision_results_rows_total",
        "batchvision_ingest_objects_total",
        "batchvision_ingest_events_total",
        "batchvision_ingest_chunks_sent_total",
        "batchvision_ingest_chunks_overdue_total",
        "batchvision_ingest_listing_age_seconds",
        "batchvision_backlog_images",
        "batchvision_backlog_age_seconds",
        "batchvision_backlog_seconds",
        "batchvision_workers_ready",

        // .NET, ASP.NET Core.
        "dotnet_process_cpu_time_seconds_total",
        "dotnet_process_memory_working_set_bytes",

        // RabbitMQ: /metrics/detailed, families queue_coarse_metrics and queue_consumer_count.
        "rabbitmq_detailed_queue_messages",
        "rabbitmq_detailed_queue_messages_ready",
        "rabbitmq_detailed_queue_messages_unacked",
        "rabbitmq_detailed_queue_consumers",

        // Prometheus itself.
        "up",
        "ALERTS",
    ];

    private static readonly string[] Histograms =
    [
        "batchvision_worker_fetch_duration_seconds",
        "batchvision_worker_queue_wait_duration_seconds",
        "batchvision_decode_duration_seconds",
        "batchvision_inference_duration_seconds",
        "batchvision_inference_batch_size",
        "batchvision_batcher_wait_duration_seconds",
        "batchvision_results_write_duration_seconds",
        "batchvision_results_batch_size",
        "batchvision_pipeline_image_age_seconds",
        "http_server_request_duration_seconds",
    ];

    private static readonly HashSet<string> Words = ["and", "or", "unless", "bool"];

    public static IReadOnlySet<string> Names { get; } =
        Series.Concat(Histograms.SelectMany(name => new[] { name + "_bucket", name + "_sum", name + "_count" })).ToHashSet();

    /// <summary>The metrics that an expression asks for: what is left of it without texts, labels, functions and words of the language.</summary>
    public static IEnumerable<string> In(string expression)
    {
        var bare = Grouping().Replace(Range().Replace(Braces().Replace(Text().Replace(expression, ""), " "), " "), " ");
        return Name().Matches(bare)
            .Where(match => !Words.Contains(match.Value) && !bare[(match.Index + match.Length)..].TrimStart().StartsWith('('))
            .Select(match => match.Value)
            .Distinct();
    }

    [GeneratedRegex("\"[^\"]*\"|'[^']*'")]
    private static partial Regex Text();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\[[^\]]*\]|\boffset\s+\w+")]
    private static partial Regex Range();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex("[a-zA-Z_:][a-zA-Z0-9_:]*")]
    private static partial Regex Name();
}
