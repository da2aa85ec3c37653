using System.Globalization;
using BatchVision.Storage.Queries;

namespace BatchVision.Cli.Query;

/// <summary>Makes names of columns unique: the second "n" is "n_2". Readers of Parquet often ignore case, so it does not count.</summary>
internal static class UniqueNames
{
    public static IReadOnlyList<QueryColumn> Of(IReadOnlyList<QueryColumn> columns)
    {
        // All given names first: a made-up one must not take the name of a later column.
        var taken = columns.Select(column => column.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. columns.Select(column => seen.Add(column.Name) ? column : column with { Name = Next(column.Name) })];

        string Next(string name)
        {
            for (var i = 2; ; i++)
            {
                var next = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
                if (taken.Add(next))
                    return next;
            }
        }
    }
}
