using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BatchVision.ServiceDefaults.Tests;

public sealed class TlsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Amqps_CertificateOfNobody_IsNotTrusted()
    {
        using var certificate = SelfSigned("localhost");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var handshake = HandshakeAsync(listener, certificate);

        await using var service = await Service.StartAsync($"amqps://u:p@localhost:{port}/", ready: false);

        // The client speaks TLS though the port is not 5671, and it is the client who ends it: the server had nothing against it.
        var refused = await Record.ExceptionAsync(() => handshake.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.True(refused is AuthenticationException or IOException, $"{refused}");
        Assert.Equal(503, (await service.GetAsync("/health/ready")).Status);
    }

    /// <summary>Ends well only when the client sends its AMQP greeting through the tunnel.</summary>
    private static async Task HandshakeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var client = await listener.AcceptTcpClientAsync(Token);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(certificate);
        await tls.ReadExactlyAsync(new byte[8], Token);
    }

    private static X509Certificate2 SelfSigned(string host)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
