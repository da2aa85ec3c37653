namespace BatchVision.Cli.Tests.Models;

/// <summary>What a client asked for.</summary>
internal sealed record ModelRequest(string Path, string? Range, string? IfRange);
