namespace BatchVision.Cli.Report;

/// <summary>Images without a result, and why.</summary>
internal static class FailureTable
{
    public static Html Render(IReadOnlyList<ReportFailure> failures, long total, int limit)
    {
        if (total == 0 && failures.Count == 0)
            return Html.Empty;

        var shown = Math.Min(failures.Count, limit);
        var count = shown < total ? Html.Of($"Showing {shown:N0} of {total:N0}.") : Html.Of($"{total:N0} {(total == 1 ? "image" : "images")}.");
        return Html.Of($"""
            <section aria-labelledby="failures-title">
            <div class="bar"><h2 id="failures-title">Failures</h2><p class="note">{count} The other images are not affected; each failure is kept in the database with its status and reason.</p></div>
            <div class="scroll" role="region" aria-labelledby="failures-title" tabindex="0"><table>
            <thead><tr><th scope="col">Image</th><th scope="col">Status</th><th scope="col">Reason</th></tr></thead>
            <tbody>{failures.Take(limit).Select(Row)}</tbody>
            </table></div>
            </section>

            """);
    }

    private static Html Row(ReportFailure failure) => Html.Of($"""
        <tr><th scope="row"><bdi>{failure.Key}</bdi></th><td><span class="status">{failure.Status}</span></td><td>{failure.Reason}</td></tr>

        """);
}
