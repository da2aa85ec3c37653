using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace BatchVision.Objects.S3;

/// <summary>
/// <c>s3://bucket/key</c>. The key is taken as it stands: it may hold '%', '#', '?' or '//', which a <see cref="Uri"/> would change.
/// </summary>
internal readonly partial record struct S3Address(string Bucket, string Key)
{
    private const string Scheme = "s3://";

    /// <summary>The bucket alone, as <see cref="IObjectStore.Root"/> has it.</summary>
    public string Root => $"{Scheme}{Bucket}/";

    public override string ToString() => Root + Key;

    /// <summary>False where the text is something else, or the bucket's name is impossible. The key may be empty.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out S3Address address)
    {
        address = default;
        if (text is null || !text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = text.AsSpan(Scheme.Length);
        var slash = rest.IndexOf('/');
        var bucket = slash < 0 ? rest : rest[..slash];
        address = new S3Address(bucket.ToString(), slash < 0 ? "" : rest[(slash + 1)..].ToString());
        return IsBucket(address.Bucket);
    }

    public static bool IsBucket(string name) => BucketName().IsMatch(name);

    /// <summary>
    /// Whether the SDK can name the object. It leaves out a leading '/', which would be another object (seen with 4.0.104).
    /// </summary>
    public static bool IsReachable(string key) => key.Length > 0 && key[0] != '/';

    // The old rules of AWS, which are wider than today's; what matters is that a name cannot leave its place in a URL.
    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$")]
    private static partial Regex BucketName();
}
