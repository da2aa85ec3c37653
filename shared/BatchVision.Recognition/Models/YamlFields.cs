using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace BatchVision.Recognition.Models;

/// <summary>
/// Typed reading of one YAML mapping. A fault is noted as "file:line: field: what; how to mend it" and read as null, so that one
/// reading finds them all.
/// </summary>
internal sealed class YamlFields(string file, string prefix, YamlMappingNode node, List<string> errors)
{
    private readonly HashSet<string> _known = [];

    /// <summary>Where the mapping starts, from 1.</summary>
    public long Line => node.Start.Line;

    /// <summary>The keys there are, for a mapping whose keys are not fields but names.</summary>
    public IReadOnlyList<string> Keys => [.. node.Children.Keys.Select(Key)];

    public string? Text(string key, bool required = false) => Scalar(key, required, "text") is { Length: > 0 } text ? text : null;

    public int? Integer(string key, int min, int max, bool required = false)
    {
        if (Scalar(key, required, "a whole number") is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        return Fault<int?>(key, $"is '{text}'", $"give a whole number from {min} to {max}");
    }

    public float? Number(string key, float min = float.MinValue, float max = float.MaxValue)
    {
        if (Scalar(key, required: false, "a number") is not { } text)
            return null;
        if (TryNumber(text, out var value) && value >= min && value <= max)
            return value;
        return Fault<float?>(key, $"is '{text}'", min == float.MinValue ? "give a number" : $"give a number from {min} to {max}");
    }

    public float[]? Numbers(string key)
    {
        if (Find(key) is not { } found)
            return null;
        if (found is not YamlSequenceNode sequence)
            return Fault<float[]?>(key, "is not a list", $"write it as {key}: [0.5, 0.5, 0.5]");

        var values = new float[sequence.Children.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (sequence.Children[i] is not YamlScalarNode scalar || !TryNumber(scalar.Value ?? "", out values[i]))
                return Fault<float[]?>(key, $"has '{sequence.Children[i]}' at position {i + 1}", "give a list of numbers");
        }

        return values;
    }

    /// <summary>A list of words, at least one and none of them twice or empty.</summary>
    public IReadOnlyList<string>? Texts(string key)
    {
        if (Find(key) is not { } found)
            return Fault<string[]?>(key, "is missing", $"write it as {key}: [one, two]");
        if (found is not YamlSequenceNode { Children.Count: > 0 } sequence)
            return Fault<string[]?>(key, "is not a list of words", $"write it as {key}: [one, two]");

        var texts = new List<string>(sequence.Children.Count);
        foreach (var (i, child) in sequence.Children.Index())
        {
            if (child is not YamlScalarNode scalar || string.IsNullOrWhiteSpace(scalar.Value))
                Note(child, key, $"has no word at position {i + 1}", "give a word or remove the entry");
            else if (texts.Contains(scalar.Value.Trim(), StringComparer.OrdinalIgnoreCase))
                Note(child, key, $"has '{scalar.Value.Trim()}' twice", "remove one");
            else
                texts.Add(scalar.Value.Trim());
        }

        return texts;
    }

    public T? Choice<T>(string key, bool required, params (string Word, T Value)[] choices)
        where T : struct
    {
        if (Scalar(key, required, "a word") is not { } text)
            return null;
        foreach (var (word, value) in choices)
        {
            if (word == text)
                return value;
        }

        var words = choices.Select(choice => choice.Word).ToArray();
        return Fault<T?>(key, $"is '{text}'", $"use one of {string.Join(", ", words)}{Suggestion.For(text, words)}");
    }

    public TimeSpan? Duration(string key, TimeSpan max)
    {
        if (Scalar(key, required: false, "a duration") is not { } text)
            return null;
        var (digits, unit) = text switch
        {
            _ when text.EndsWith("us", StringComparison.Ordinal) => (text[..^2], TimeSpan.TicksPerMicrosecond),
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], TimeSpan.TicksPerMillisecond),
            _ when text.EndsWith('s') => (text[..^1], TimeSpan.TicksPerSecond),
            _ => ("", 0L),
        };
        if (decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count <= max.Ticks && count * unit <= max.Ticks)
            return TimeSpan.FromTicks((long)(count * unit));
        return Fault<TimeSpan?>(key, $"is '{text}'", $"give a duration with its unit, such as 500us, 5ms or 1s, up to {max.TotalSeconds:0} s");
    }

    public YamlFields? Mapping(string key, bool required)
    {
        if (Find(key) is not { } found)
            return required ? Fault<YamlFields?>(key, "is missing", $"add {key}: with its fields") : null;
        return found is YamlMappingNode mapping
            ? new YamlFields(file, $"{prefix}{key}.", mapping, errors)
            : Fault<YamlFields?>(key, "is not a mapping", $"write it as {key}: {{field: value}}");
    }

    /// <summary>The mappings of a list; empty after a fault.</summary>
    /// <param name="key">The field.</param>
    /// <param name="first">How each begins, for messages.</param>
    public IReadOnlyList<YamlFields> Mappings(string key, string first = "name: …")
    {
        if (Find(key) is not YamlSequenceNode { Children.Count: > 0 } sequence)
            return Fault<YamlFields[]>(key, "is missing or no list", $"write it as {key}: and one '- {first}' for each") ?? [];
        var fields = new List<YamlFields>(sequence.Children.Count);
        foreach (var (i, child) in sequence.Children.Index())
        {
            if (child is YamlMappingNode mapping)
                fields.Add(new YamlFields(file, $"{prefix}{key}[{i}].", mapping, errors));
            else
                Note(child, key, $"has '{child}' at position {i + 1}", $"write each as a mapping that starts with '- {first}'");
        }

        return fields;
    }

    /// <summary>The mapping itself, to be written elsewhere as it stands.</summary>
    public YamlMappingNode Node => node;

    /// <summary>Notes a fault of a field; returns null for the caller to read on with.</summary>
    public T? Fault<T>(string key, string what, string mend)
    {
        Note(At(key) ?? node, key, what, mend);
        return default;
    }

    /// <summary>Notes every key that was not asked for. Call last.</summary>
    public void RejectUnknown()
    {
        foreach (var key in Keys.Except(_known).ToArray())
        {
            var fields = string.Join(", ", _known);
            Fault<string>(key, "is not a known field", $"remove it or use one of {fields}{Suggestion.For(key, _known)}");
        }
    }

    private string? Scalar(string key, bool required, string kind)
    {
        if (Find(key) is not { } found)
            return required ? Fault<string>(key, "is missing", $"add {key}: with {kind}") : null;
        if (found is not YamlScalarNode scalar)
            return Fault<string>(key, "is a list or a mapping", $"give {kind}");
        return string.IsNullOrWhiteSpace(scalar.Value)
            ? Fault<string>(key, "is empty", $"give {kind}{(required ? "" : " or remove the field")}")
            : scalar.Value.Trim();
    }

    private void Note(YamlNode at, string key, string what, string mend) =>
        errors.Add($"{file}:{at.Start.Line}: {prefix}{key}: {what}; {mend}");

    private static string Key(YamlNode key) => (key as YamlScalarNode)?.Value ?? key.ToString();

    // Asking for a key is what makes it known; Fault asks only for the line.
    private YamlNode? Find(string key)
    {
        _known.Add(key);
        return At(key);
    }

    private YamlNode? At(string key) => node.Children.FirstOrDefault(pair => (pair.Key as YamlScalarNode)?.Value == key).Value;

    // "1/255" says where a scale comes from better than its digits do.
    private static bool TryNumber(string text, out float value)
    {
        value = 0;
        var parts = text.Split('/');
        if (parts.Length > 2 || !Digits(parts[0], out var number))
            return false;
        var divisor = 1d;
        if (parts.Length == 2 && (!Digits(parts[1], out divisor) || divisor == 0))
            return false;
        value = (float)(number / divisor);
        return float.IsFinite(value);
    }

    private static bool Digits(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
