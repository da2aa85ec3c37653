using BatchVision.Recognition.Models;

namespace BatchVision.Recognition.Moderation;

/// <summary>Reads a policy and collects everything that is wrong with it.</summary>
internal static class PolicyReader
{
    private const int DefaultDistance = 6;

    // From 8 bits on different photographs meet (PerceptualHashTests), and up to 7 a blocklist can be looked up by the bytes of a hash.
    private const int MaxDistance = 7;

    private static readonly string[] CategoryNames = [.. Taxonomy.Categories.Select(category => category.Name)];

    public static ModerationPolicy ReadFile(string path)
    {
        var errors = new List<string>();
        return Read(path, YamlFile.Text(path, "a policy is some hundred lines of YAML", errors), errors);
    }

    public static ModerationPolicy Read(string file, string document) => Read(file, document, []);

    private static ModerationPolicy Read(string file, string? document, List<string> errors)
    {
        var policy = YamlFile.Fields(file, document, "name: …", errors) is { } fields ? Policy(fields, document!) : null;
        return errors.Count == 0 ? policy! : throw new PolicyException(errors);
    }

    // Each part returns null only after noting a fault, so the result is used only when there is none.
    private static ModerationPolicy? Policy(YamlFields fields, string document)
    {
        var name = ManifestReader.Name(fields);
        var version = fields.Text("version", required: true);
        if (version is { Length: > 100 })
            fields.Fault<string>("version", "is longer than 100 characters", "shorten it");
        var thresholds = fields.Mapping("thresholds", required: true) is { } thresholdFields ? Thresholds(thresholdFields) : null;
        var rules = new List<ModerationRule>();
        var labels = new Dictionary<(string Label, string Category, string? Model, string? Task), long>();
        foreach (var ruleFields in fields.Mappings("rules", "labels: [knife]"))
        {
            if (Rule(ruleFields, thresholds, labels) is { } rule)
                rules.Add(rule);
        }

        var distance = DefaultDistance;
        if (fields.Mapping("blocklist", required: false) is { } blocklist)
        {
            distance = blocklist.Integer("distance", 0, MaxDistance) ?? DefaultDistance;
            blocklist.RejectUnknown();
        }

        fields.RejectUnknown();
        return name is null || version is null || thresholds is null
            ? null
            : new ModerationPolicy(name, version, rules, thresholds, distance, document);
    }

    private static Dictionary<string, CategoryThresholds> Thresholds(YamlFields fields)
    {
        var thresholds = new Dictionary<string, CategoryThresholds>(StringComparer.Ordinal);
        foreach (var name in fields.Keys)
        {
            if (Taxonomy.Find(name) is null)
                Unknown(fields, name, name);
            if (fields.Mapping(name, required: true) is not { } category)
                continue;

            var review = category.Number("review", 0, 1);
            var block = category.Number("block", 0, 1);
            if (block < review)
                category.Fault<float>("block", $"is {block}, below review {review}", "block from the higher score on, or remove review");
            category.RejectUnknown();
            thresholds[name] = new CategoryThresholds(review, block);
        }

        return thresholds;
    }

    private static ModerationRule? Rule(
        YamlFields fields, Dictionary<string, CategoryThresholds>? thresholds,
        Dictionary<(string Label, string Category, string? Model, string? Task), long> seen)
    {
        var labels = fields.Texts("labels");
        var category = fields.Text("category", required: true);
        if (category is not null)
            CheckCategory(fields, category, thresholds);
        var model = fields.Text("model");
        var task = fields.Choice<int>("task", required: false, [.. ManifestReader.Tasks.Select((word, index) => (word, index))]);
        var weight = fields.Number("weight", 0, 1) ?? 1;
        if (weight == 0)
            fields.Fault<float>("weight", "is 0, so the rule does nothing", "remove the rule or give a number above 0");
        var minScore = fields.Number("min_score", 0, 1) ?? 0;
        fields.RejectUnknown();
        if (labels is null || category is null)
            return null;

        var taskName = task is { } index ? ManifestReader.Tasks[index] : null;
        foreach (var label in labels)
        {
            // As labels are compared: a rule that differs in case alone could never count.
            if (!seen.TryAdd((label.Replace('_', ' ').ToUpperInvariant(), category, model, taskName), fields.Line))
            {
                var first = seen[(label.Replace('_', ' ').ToUpperInvariant(), category, model, taskName)];
                fields.Fault<string>("labels", $"'{label}' is given to {category} already in the rule of line {first}", "remove one of them");
            }
        }

        return new ModerationRule(labels, category, model, taskName, weight, minScore);
    }

    private static void CheckCategory(YamlFields fields, string name, Dictionary<string, CategoryThresholds>? thresholds)
    {
        if (Taxonomy.Find(name) is not { } category)
            Unknown(fields, "category", name);
        else if (thresholds is not null && !category.SelfAndAncestors().Any(one => thresholds.ContainsKey(one.Name)))
            fields.Fault<string>("category", $"'{name}' has no thresholds, nor has a category above it", $"add '{name}: {{}}' to thresholds to keep its scores without a verdict");
    }

    private static void Unknown(YamlFields fields, string key, string name)
    {
        var near = Suggestion.For(name, CategoryNames);
        fields.Fault<string>(key, $"there is no category '{name}'", near.Length > 0 ? $"use one of the taxonomy{near}" : $"level 1 is {TopNames}");
    }

    private static readonly string TopNames = string.Join(", ", Taxonomy.Categories.Where(category => category.Level == 1).Select(category => category.Name));
}
