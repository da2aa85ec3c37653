namespace BatchVision.Cli.Report;

/// <summary>Text that is HTML already. Made from an interpolated string, whose holes are encoded unless they are <see cref="Html"/> themselves.</summary>
internal readonly record struct Html(string Text)
{
    public static readonly Html Empty = new("");

    public static Html Of(HtmlInterpolation template) => template.ToHtml();
}
