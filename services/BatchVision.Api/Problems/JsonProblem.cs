using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BatchVision.Api.Problems;

/// <summary>What a failure of the JSON reader means for the client, without the names of our types that its own message holds.</summary>
internal static class JsonProblem
{
    private const int MaxPath = 100;

    /// <param name="exception">What the reader threw.</param>
    /// <param name="expected">The document that was read.</param>
    public static RefusedException Explain(JsonException exception, JsonTypeInfo? expected)
    {
        // The reader's own exception is inside: the text is not JSON at all, or nested too deeply.
        if (exception.InnerException is JsonException)
        {
            return new RefusedException(
                ProblemKind.MalformedJson,
                $"The body is not valid JSON, or is nested too deeply, at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}; mend it there.");
        }

        var path = Path(exception);
        if (path.Length == 0)
        {
            return new RefusedException(ProblemKind.InvalidRequest, "The body is not a JSON object; send one, as the OpenAPI document shows it.");
        }

        var property = expected?.Properties.FirstOrDefault(property => property.Name == path.Split('.', '[')[0]);
        return FieldErrors.Refusal(ProblemKind.InvalidRequest, path, property switch
        {
            null => $"There is no such member; there are {string.Join(", ", expected?.Properties.Select(known => known.Name) ?? [])}.",
            _ when exception.Message.StartsWith("Duplicate property", StringComparison.Ordinal) => "It is given twice; give it once.",
            _ => $"Give {Form(property.PropertyType)}.",
        });
    }

    private static string Path(JsonException exception)
    {
        var path = exception.Path ?? "";
        path = path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.TrimStart('$');
        return path.Length <= MaxPath ? path : path[..MaxPath];
    }

    private static string Form(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Int32 or TypeCode.Int64 => "a whole number",
        TypeCode.Double => "a number",
        TypeCode.String => "a text in quotes",
        _ => "a list of texts",
    };
}
