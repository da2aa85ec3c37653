using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>A request to recognize a source with some models.</summary>
/// <param name="Source">Where the images come from.</param>
/// <param name="Models">At least one model.</param>
/// <param name="ImageLimit">Stop listing after this many images; null lists all of them.</param>
/// <param name="Options">Whatever else makes this request another one than the last; an unfinished job resumes only under the same.</param>
public sealed record JobRequest(
    string Source,
    IReadOnlyList<OfferedModel> Models,
    long? ImageLimit = null,
    string Options = "")
{
    /// <summary>Lower-case hex SHA-256 over the models (in any order), the limit and the options.</summary>
    public string RequestKey()
    {
        var fingerprints = Models.Select(model => model.Identity.Fingerprint).Order(StringComparer.Ordinal);
        var text = JsonSerializer.Serialize(new object?[] { fingerprints, ImageLimit, Options });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
