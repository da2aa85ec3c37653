using System.Text.Json.Nodes;
using BatchVision.Contracts.Rest;

namespace BatchVision.Api.OpenApi;

/// <summary>One example of each document; the tests hold them to their schemas.</summary>
internal static class Examples
{
    private const string Job = """
        {
          "id": "01a20890-c25e-7f4b-90d2-8864ce7cd1ee", "source": "s3://photos/2026/", "models": ["mobilenetv2@1"],
          "lane": "backfill", "mode": "missing", "status": "running", "paused": false, "stream": false, "error": null,
          "requestedBy": "nightly", "imageLimit": null, "imagesPerSecond": null, "listed": 12000, "listingDone": true, "skipped": 2000,
          "recognized": 6390, "failed": 10, "pending": 3600, "ignored": 3,
          "createdAt": "2026-11-23T13:20:34.398+00:00", "finishedAt": null
        }
        """;

    private const string Model = """
        {
          "name": "mobilenetv2", "version": "1", "task": "classification",
          "fingerprint": "4bffa30267db1f35ff7a4843f57e01e5414ef7bcd9a2f8c44b6b60b59b4daa4b", "newest": true
        }
        """;

    private const string Schedule = """
        {
          "name": "nightly-photos", "cron": "0 3 * * 1-5", "timeZone": "Europe/Berlin", "source": "s3://photos/", "models": [],
          "lane": "backfill", "mode": "missing", "imageLimit": null, "imagesPerSecond": null, "paused": false,
          "nextFirings": ["2026-11-24T03:00:00+01:00", "2026-11-25T03:00:00+01:00", "2026-11-26T03:00:00+01:00"],
          "error": null, "lastJobId": null
        }
        """;

    private static readonly Dictionary<Type, string> All = new()
    {
        [typeof(NewJobDocument)] = """{ "source": "s3://photos/2026/", "models": ["mobilenetv2"], "lane": "backfill", "mode": "missing" }""",
        [typeof(NewScheduleDocument)] =
            """{ "name": "nightly-photos", "cron": "0 3 * * 1-5", "timeZone": "Europe/Berlin", "source": "s3://photos/" }""",
        [typeof(JobDocument)] = Job,
        [typeof(JobPageDocument)] = $$"""{ "jobs": [{{Job}}], "next": "/jobs?before=01a20890-c25e-7f4b-90d2-8864ce7cd1ee&limit=1" }""",
        [typeof(ModelDocument)] = Model,
        [typeof(ModelListDocument)] = $$"""{ "models": [{{Model}}] }""",
        [typeof(ScheduleDocument)] = Schedule,
        [typeof(ScheduleListDocument)] = $$"""{ "schedules": [{{Schedule}}] }""",
        [typeof(ProblemDocument)] = """
            {
              "type": "urn:batchvision:problem:invalid-request", "title": "The request is not valid.", "status": 400,
              "detail": "lane: Give live or backfill.", "errors": { "lane": ["Give live or backfill."] },
              "traceId": "00-59466ffc6dd32254ba835a8aa0e3521a-99276cb137c1411c-00"
            }
            """,
    };

    public static JsonNode? Find(Type type) => All.TryGetValue(type, out var json) ? JsonNode.Parse(json) : null;

    public static bool IsRequest(Type type) => type.IsAssignableTo(typeof(NewJobDocument));
}
