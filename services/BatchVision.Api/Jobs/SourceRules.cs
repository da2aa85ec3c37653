using System.Text.RegularExpressions;
using BatchVision.Api.Problems;

namespace BatchVision.Api.Jobs;

/// <summary>Which sources may be asked for. Whether they exist is found out when they are listed.</summary>
internal static partial class SourceRules
{
    private const string Field = "source";
    private const string Manifest = "manifest+";
    private const string S3 = "s3://";

    public static void Check(string source, bool allowFiles, FieldErrors errors)
    {
        var manifest = source.StartsWith(Manifest, StringComparison.Ordinal);
        var address = manifest ? source[Manifest.Length..] : source;
        if (source.Any(char.IsControl))
        {
            errors.Add(Field, "It holds a control character, such as a line break; remove it.");
        }
        else if (address.StartsWith(S3, StringComparison.Ordinal))
        {
            CheckS3(address[S3.Length..], manifest, errors);
        }
        else if (!address.StartsWith("file:", StringComparison.Ordinal))
        {
            errors.Add(Field, "Give s3://bucket/prefix, manifest+s3://bucket/key or file:///folder.");
        }
        else if (!allowFiles)
        {
            errors.Add(Field, "Folders are not allowed on this server; give s3://bucket/prefix, or have Api:AllowFileSources set to true.");
        }
        else if (!(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { IsFile: true, Host: "", Query: "", Fragment: "" } && uri.LocalPath.Length > 1))
        {
            errors.Add(Field, "Give an absolute path, for example file:///data/photos; special characters are percent-encoded.");
        }
    }

    private static void CheckS3(string bucketAndKey, bool manifest, FieldErrors errors)
    {
        var slash = bucketAndKey.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? bucketAndKey : bucketAndKey[..slash];
        var key = slash < 0 ? "" : bucketAndKey[(slash + 1)..];
        if (!BucketName().IsMatch(bucket) || bucket.Contains("..", StringComparison.Ordinal) || Ipv4().IsMatch(bucket))
        {
            errors.Add(Field, $"'{bucket}' is no name of a bucket: 3 to 63 lower-case letters, digits, '.' and '-', the first and last a letter or digit.");
        }

        if (manifest && (key.Length == 0 || key.EndsWith('/')))
        {
            errors.Add(Field, "A manifest is one object; give manifest+s3://bucket/path/file.jsonl, .csv, .csv.gz or manifest.json.");
        }

        if (key.StartsWith('/'))
        {
            errors.Add(Field, "A prefix does not begin with '/'; write one slash after the bucket.");
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex BucketName();

    [GeneratedRegex("^[0-9]+(\\.[0-9]+){3}$")]
    private static partial Regex Ipv4();
}
