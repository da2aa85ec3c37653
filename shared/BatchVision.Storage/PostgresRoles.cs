using System.Security.Cryptography;
using System.Text;

namespace BatchVision.Storage;

/// <summary>The roles of infra/postgres, whose files are part of this library.</summary>
public static class PostgresRoles
{
    /// <summary>The names of all roles.</summary>
    public static IReadOnlyList<string> Names { get; } = ["bv_migrator", "bv_ingest", "bv_results", "bv_api", "bi_reader"];

    /// <summary>Statements that make the roles and give them the schema.</summary>
    public static string Roles { get; } = Read("roles.sql");

    /// <summary>Statements that give them their rights.</summary>
    public static string Grants { get; } = Read("grants.sql");

    /// <summary>A statement that holds no password: the server gets the verifier of RFC 5802 that it would make of it, so that no log shows one.</summary>
    internal static string SetPassword(string role, string password)
    {
        if (!Names.Contains(role))
        {
            throw new StorageException($"There is no role '{role}'; the roles are {string.Join(", ", Names)}.");
        }

        // Beyond ASCII the server would first normalise it (RFC 4013).
        if (password.Length == 0 || !Ascii.IsValid(password) || password.Any(char.IsControl))
        {
            throw new StorageException($"The password of '{role}' is empty or has characters other than ASCII; choose another.");
        }

        // What PostgreSQL takes itself.
        const int Iterations = 4096;
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"ALTER ROLE {role} PASSWORD 'SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}'";
    }

    private static string Read(string file)
    {
        using var reader = new StreamReader(typeof(PostgresRoles).Assembly.GetManifestResourceStream(file)!);
        return reader.ReadToEnd();
    }
}
