namespace BatchVision.ServiceDefaults.Tests;

/// <summary>Files of the checkout.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    private static string Find(string? folder) => File.Exists(System.IO.Path.Combine(folder!, "BatchVision.sln"))
        ? folder!
        : Find(System.IO.Path.GetDirectoryName(folder));
}
