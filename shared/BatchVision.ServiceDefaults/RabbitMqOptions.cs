namespace BatchVision.ServiceDefaults;

/// <summary>Section <c>RabbitMq</c>: where the broker is.</summary>
public sealed class RabbitMqOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "RabbitMq";

    /// <summary>
    /// <c>amqp://user:password@host:port/vhost</c>; <c>amqps</c> for TLS. Ports 5672 and 5671 where none is named, virtual host <c>/</c> where
    /// none is. Special characters in user, password and virtual host are percent-encoded. Default: the broker of this machine as guest.
    /// </summary>
    // A string: the binder would put a malformed URI, password included, into its message.
    public string Uri { get; set; } = "amqp://guest:guest@localhost:5672/";
}
