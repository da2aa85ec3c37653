namespace BatchVision.ServiceDefaults;

/// <summary>The parts of <see cref="RabbitMqOptions.Uri"/>.</summary>
internal sealed record BrokerAddress(string Host, ushort Port, string VirtualHost, string User, string Password, bool Tls)
{
    private const string Form = "amqp://user:password@host:5672/vhost";

    /// <summary>What is wrong with <paramref name="uri"/> and how to mend it, or null. Never quotes the value: it holds a password.</summary>
    public static string? Fault(string? uri) => Read(uri, out _);

    /// <exception cref="FormatException">The value was not validated before.</exception>
    public static BrokerAddress Parse(string uri) => Read(uri, out var address) is { } fault ? throw new FormatException(fault) : address!;

    // Only parts that are named here may be printed.
    public override string ToString() => $"{(Tls ? "amqps" : "amqp")}://{Host}:{Port}/{Uri.EscapeDataString(VirtualHost)}";

    private static string? Read(string? text, out BrokerAddress? address)
    {
        address = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return $"is empty; set it to {Form}.";
        }

        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri))
        {
            return $"is not a URI; write {Form}, special characters in user and password percent-encoded ('@' is %40, '/' is %2F, '#' is %23).";
        }

        if (uri.Scheme is not ("amqp" or "amqps"))
        {
            return $"begins with '{uri.Scheme}:'; write {Form}, or amqps:// for TLS.";
        }

        var tls = uri.Scheme == "amqps";
        if (uri.Host.Length == 0)
        {
            return $"names no host; write {Form}.";
        }

        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            return "has a '?' or '#' part, which is not read here; percent-encode the character if it belongs to the password ('?' is %3F, '#' is %23).";
        }

        var user = uri.UserInfo.Split(':', 2);
        if (user is not [{ Length: > 0 }, { Length: > 0 }])
        {
            return $"names no user and password; write {Form}.";
        }

        var path = uri.AbsolutePath.TrimStart('/');
        if (path.Contains('/'))
        {
            return $"has more than one path segment; the virtual host is one segment, '/' in its name is %2F: {Form}.";
        }

        address = new BrokerAddress(
            uri.IdnHost,
            uri.Port < 0 ? DefaultPort(tls) : (ushort)uri.Port,
            path.Length == 0 ? "/" : Uri.UnescapeDataString(path),
            Uri.UnescapeDataString(user[0]),
            Uri.UnescapeDataString(user[1]),
            tls);
        return null;
    }

    private static ushort DefaultPort(bool tls) => tls ? (ushort)5671 : (ushort)5672;
}
