using System.Text.Json.Serialization;

namespace BatchVision.Cli.Simulate.Engine;

/// <summary>What keeps a system from being faster.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Bound>))]
internal enum Bound
{
    /// <summary>Nothing: it waits for images.</summary>
    Arrivals,
    Workers,
    Gpus,
    Writers,
    Store,

    /// <summary>The time that a fetch takes, and the places in the workers' pipelines.</summary>
    Fetching,

    /// <summary>The cores that all processes share.</summary>
    Host,

    /// <summary>The chunks that a job may have under way: workers wait for its next.</summary>
    Window,
}
