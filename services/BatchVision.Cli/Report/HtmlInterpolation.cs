using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace BatchVision.Cli.Report;

/// <summary>
/// Turns <c>$"&lt;p&gt;{key}&lt;/p&gt;"</c> into HTML. Keys and labels are a stranger's words, so encoding is what happens when nobody thinks of it:
/// every hole is encoded, for text and for quoted attributes, and numbers are written the invariant way.
/// </summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlInterpolation(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + 16 * formattedCount);

    public void AppendLiteral(string literal) => _text.Append(literal);

    public void AppendFormatted(string? text) => _text.Append(Encode(text ?? ""));

    public void AppendFormatted(Html html) => _text.Append(html.Text);

    public void AppendFormatted(IEnumerable<Html> parts)
    {
        foreach (var part in parts)
            _text.Append(part.Text);
    }

    public void AppendFormatted<T>(T value, string? format = null)
        where T : IFormattable =>
        _text.Append(Encode(value.ToString(format, CultureInfo.InvariantCulture)));

    public Html ToHtml() => new(_text.ToString());

    private static string Encode(string text) => WebUtility.HtmlEncode(string.Create(text.Length, text, (visible, original) =>
    {
        for (var i = 0; i < visible.Length; i++)
            visible[i] = IsInvisible(original[i]) ? '\uFFFD' : original[i];
    }));

    // Controls, and the marks that reorder text: with them a key can look like another ("gpj.exe" for "exe.jpg").
    private static bool IsInvisible(char c) =>
        char.IsControl(c) || c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
