using System.Text.Json;

namespace BatchVision.Api.Problems;

/// <summary>What a failure of the JSON reader means for the client, without the names of our types that its own message holds.</summary>
internal static class JsonProblem
{
    public static RefusedException Explain(JsonException exception) => exception.Message switch
    {
        _ => new(ProblemKind.MalformedJson, exception.Message + " " + exception.Path),
    };
}
