using System.Security.Cryptography;
using System.Text;

namespace BatchVision.Recognition.Moderation;

/// <summary>Versioned rules from labels to moderation scores, and thresholds from scores to verdicts.</summary>
/// <param name="Name">Name of the policy.</param>
/// <param name="Version">Version as the file states it; a change of content owes a new one.</param>
/// <param name="Rules">Which labels count for which category. Of several that fit a label and name the same category the first counts.</param>
/// <param name="Thresholds">By category. A category without an entry has that of the nearest one above it.</param>
/// <param name="BlocklistDistance">An image is a listed one when at most this many of the 64 bits of their perceptual hashes differ.</param>
/// <param name="Document">The file as it was read.</param>
public sealed record ModerationPolicy(
    string Name,
    string Version,
    IReadOnlyList<ModerationRule> Rules,
    IReadOnlyDictionary<string, CategoryThresholds> Thresholds,
    int BlocklistDistance,
    string Document)
{
    private const string DefaultName = "default-policy.yaml";

    /// <summary>Lower-case hex SHA-256 of <see cref="Document"/>.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Document)));

    /// <summary>Reads a policy file.</summary>
    /// <exception cref="PolicyException">It cannot be read, or has faults; the exception lists all of them.</exception>
    public static ModerationPolicy Read(string path) => PolicyReader.ReadFile(path);

    /// <summary>The policy that is built in: models/policies/default.yaml.</summary>
    public static ModerationPolicy Default()
    {
        using var reader = new StreamReader(typeof(ModerationPolicy).Assembly.GetManifestResourceStream(DefaultName)!);
        return PolicyReader.Read(DefaultName, reader.ReadToEnd());
    }

    /// <summary>The thresholds that hold for a category: its own entry, else that of the nearest category above it.</summary>
    public CategoryThresholds ThresholdsOf(ModerationCategory category)
    {
        ArgumentNullException.ThrowIfNull(category);
        return category.SelfAndAncestors().Where(one => Thresholds.ContainsKey(one.Name)).Select(one => Thresholds[one.Name]).FirstOrDefault();
    }
}
