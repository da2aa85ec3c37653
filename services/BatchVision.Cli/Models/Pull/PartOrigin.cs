namespace BatchVision.Cli.Models.Pull;

/// <summary>Which file at which address some bytes are from: its strong ETag or, failing that, its Last-Modified, as the server wrote it.</summary>
internal sealed record PartOrigin(string Url, string Validator);
