using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using k8s.Models;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BatchVision.Deployment.Tests.Manifests;

/// <summary>
/// What the strict reader lets pass and the API server does not: a number where a string belongs (<c>value: 8081</c>), a string where a number
/// does (<c>replicas: "2"</c>), and, in classes of our own, a required field that is absent or a value that does not exist.
/// </summary>
internal static partial class Scalars
{
    private static readonly Type[] Numbers = [typeof(int), typeof(long), typeof(double)];

    /// <summary>One line a fault.</summary>
    public static IEnumerable<string> Faults(YamlNode node, Type type, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return node switch
        {
            YamlScalarNode scalar => Fits(scalar, type) ? [] : [$"{path}: '{scalar.Value}' is not a {type.Name}"],
            YamlSequenceNode sequence => sequence.SelectMany((item, index) => Faults(item, type.GetGenericArguments()[0], $"{path}[{index}]")),
            YamlMappingNode map when typeof(IDictionary).IsAssignableFrom(type) || IsDictionary(type) =>
                map.SelectMany(pair => Faults(pair.Value, type.GetGenericArguments()[1], $"{path}.{pair.Key}")),
            YamlMappingNode map => Fields(map, type, path),
            _ => [],
        };
    }

    private static IEnumerable<string> Fields(YamlMappingNode map, Type type, string path)
    {
        var properties = type.GetProperties().ToDictionary(FieldName);
        var given = map.Children.ToDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => pair.Value);
        return properties.Where(property => property.Value.IsDefined(typeof(RequiredAttribute)) && !given.ContainsKey(property.Key))
            .Select(property => $"{path}: {property.Key} is missing")
            .Concat(properties.Where(property => given.ContainsKey(property.Key) && !Allowed(property.Value, given[property.Key]))
                .Select(property => $"{path}.{property.Key}: '{given[property.Key]}' is none of the values there are"))
            .Concat(given.SelectMany(field => Faults(field.Value, properties[field.Key].PropertyType, $"{path}.{field.Key}")));
    }

    private static bool Fits(YamlScalarNode scalar, Type type)
    {
        // As YAML 1.1 has it, which Kubernetes reads.
        var plain = scalar.Style == ScalarStyle.Plain;
        var number = plain && Number().IsMatch(scalar.Value!);
        var truth = plain && Truth().IsMatch(scalar.Value!);
        var nothing = plain && scalar.Value is "" or "~" or "null";
        return type switch
        {
            _ when nothing => false,
            _ when type == typeof(string) => !number && !truth,
            _ when type == typeof(bool) => truth,
            _ when Numbers.Contains(type) => number,
            _ when type == typeof(IntOrString) || type == typeof(ResourceQuantity) => !truth,
            _ => type == typeof(object) || type == typeof(DateTime),
        };
    }

    private static bool Allowed(PropertyInfo property, YamlNode value) =>
        property.GetCustomAttribute<AllowedValuesAttribute>()?.Values.Contains(value.ToString()) ?? true;

    private static bool IsDictionary(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>);

    private static string FieldName(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? char.ToLowerInvariant(property.Name[0]) + property.Name[1..];

    [GeneratedRegex(@"^[-+]?(\d[\d_]*(\.\d*)?([eE][-+]?\d+)?|\.\d+|0x[0-9a-fA-F]+|0o?[0-7]+)$")]
    private static partial Regex Number();

    [GeneratedRegex("^(true|false|yes|no|on|off)$", RegexOptions.IgnoreCase)]
    private static partial Regex Truth();
}
