using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BatchVision.Api.Tests.Support;

/// <summary>Reads an OpenAPI document as far as ours goes, and says where an answer does not fit it.</summary>
internal sealed class OpenApiContract(JsonElement document)
{
    public JsonElement Document => document;

    public IEnumerable<(string Method, string Path, JsonElement Operation)> Operations =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (operation.Name, path.Name, operation.Value);

    public List<string> Faults(string method, string path, int status, string? contentType, string body)
    {
        // Paths that lead nowhere are answered with a problem like any other.
        var operation = Operations.FirstOrDefault(candidate => candidate.Method == method && Matches(candidate.Path, path)).Operation;
        if (operation.ValueKind == JsonValueKind.Undefined)
        {
            return status is 401 or 404 or 405 ? Body(Component("Problem"), contentType, "application/problem+json", body) : [$"no operation {method} {path}"];
        }

        if (!operation.GetProperty("responses").TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out var response))
        {
            return [$"status {status} is not foretold"];
        }

        if (!response.TryGetProperty("content", out var content))
        {
            return body.Length == 0 ? [] : ["a body where none is foretold"];
        }

        var expected = content.EnumerateObject().Single();
        return Body(expected.Value.GetProperty("schema"), contentType, expected.Name, body);
    }

    /// <summary>What of a value does not fit a schema. Members that no schema names are faults too: the document has to tell all.</summary>
    public List<string> Check(JsonElement schema, JsonElement value)
    {
        var faults = new List<string>();
        Check(schema, value, "$", faults);
        return faults;
    }

    public JsonElement Component(string name) => document.GetProperty("components").GetProperty("schemas").GetProperty(name);

    private List<string> Body(JsonElement schema, string? contentType, string expectedType, string body) =>
        contentType == expectedType ? Check(schema, JsonDocument.Parse(body).RootElement) : [$"content type {contentType}, not {expectedType}"];

    private void Check(JsonElement schema, JsonElement value, string at, List<string> faults)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(Component(reference.GetString()!.Split('/')[^1]), value, at, faults);
            return;
        }

        if (schema.TryGetProperty("type", out var type) && !Types(type).Any(name => IsType(name, value)))
        {
            faults.Add($"{at} is {value.GetRawText()}, not {type}");
            return;
        }

        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
        {
            faults.Add($"{at} is {value}, not one of {allowed}");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object: CheckObject(schema, value, at, faults); break;
            case JsonValueKind.Array: CheckArray(schema, value, at, faults); break;
            case JsonValueKind.String: CheckText(schema, value.GetString()!, at, faults); break;
            case JsonValueKind.Number: CheckNumber(schema, value.GetDouble(), at, faults); break;
        }
    }

    private void CheckObject(JsonElement schema, JsonElement value, string at, List<string> faults)
    {
        foreach (var name in schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(one => one.GetString()!) : [])
        {
            if (!value.TryGetProperty(name, out _))
            {
                faults.Add($"{at}.{name} is missing");
            }
        }

        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var property))
            {
                Check(property, member.Value, $"{at}.{member.Name}", faults);
            }
            else if (schema.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind == JsonValueKind.Object)
            {
                Check(additional, member.Value, $"{at}.{member.Name}", faults);
            }
            else
            {
                faults.Add($"{at}.{member.Name} is not described");
            }
        }
    }

    private void CheckArray(JsonElement schema, JsonElement value, string at, List<string> faults)
    {
        if (schema.TryGetProperty("maxItems", out var most) && value.GetArrayLength() > most.GetInt32())
        {
            faults.Add($"{at} has {value.GetArrayLength()} items");
        }

        foreach (var (item, index) in value.EnumerateArray().Select((item, index) => (item, index)))
        {
            Check(schema.GetProperty("items"), item, $"{at}[{index}]", faults);
        }
    }

    private static void CheckText(JsonElement schema, string text, string at, List<string> faults)
    {
        var fits = (schema.TryGetProperty("format", out var format) ? format.GetString() : null) switch
        {
            "uuid" => Guid.TryParseExact(text, "D", out _),
            "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
            _ => true,
        };
        if (!fits
            || (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!))
            || (schema.TryGetProperty("maxLength", out var most) && text.Length > most.GetInt32()))
        {
            faults.Add($"{at} is '{text}'");
        }
    }

    private static void CheckNumber(JsonElement schema, double number, string at, List<string> faults)
    {
        if ((schema.TryGetProperty("minimum", out var least) && number < least.GetDouble())
            || (schema.TryGetProperty("maximum", out var most) && number > most.GetDouble()))
        {
            faults.Add($"{at} is {number}");
        }
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!];

    private static bool IsType(string name, JsonElement value) => name switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => false,
    };

    private static bool Matches(string template, string path) =>
        Regex.IsMatch(path, $"^{Regex.Replace(template, "\\{[^}]+\\}", "[^/]+")}$");
}
