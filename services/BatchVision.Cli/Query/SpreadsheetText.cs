namespace BatchVision.Cli.Query;

/// <summary>
/// Text that no spreadsheet takes for a formula: keys and labels come from strangers, and =HYPERLINK(…) in a cell runs when the file is
/// opened. See owasp.org/www-community/attacks/CSV_Injection.
/// </summary>
internal static class SpreadsheetText
{
    // The first four begin a formula, also in the wide forms of East Asian keyboards. Tab and line breaks come off before a cell is read.
    private const string Dangerous = "=+-@\t\r\n＝＋－＠";

    /// <summary>The text, behind an apostrophe where its first character, spaces and quotes aside, is dangerous.</summary>
    public static string Safe(string text)
    {
        foreach (var c in text)
        {
            if (Dangerous.Contains(c, StringComparison.Ordinal))
                return $"'{text}";
            if (c is not (' ' or '"' or '\'' or '\u00a0' or '\ufeff'))
                return text;
        }

        return text;
    }
}
