using System.Net.Sockets;
using Npgsql;
using Petuum.Lab.Silo.Configuration;

namespace Petuum.Lab.Silo.Database;

/// <summary>The tables that Orleans' ADO.NET providers need in PostgreSQL.</summary>
internal static class Schema
{
    /// <summary>Any number that nobody else locks.</summary>
    private const long LockKey = 0x5065_7475_756d;

    /// <summary>Makes the tables and queries; what is there stays. Several silos may do it at once.</summary>
    public static async Task CreateAsync(NpgsqlDataSource database, CancellationToken cancellation = default)
    {
        await using NpgsqlConnection connection = await database.OpenConnectionAsync(cancellation);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({LockKey})", cancellation);
        await ExecuteAsync(connection, Script(), cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>The database, with its tables; null if it is not needed.</summary>
    /// <exception cref="OptionException">The database cannot be used.</exception>
    public static async Task<NpgsqlDataSource?> OpenAsync(SiloOptions options)
    {
        if (options.Clustering != ClusteringKind.AdoNet && options.Storage != StorageKind.AdoNet)
        {
            return null;
        }

        NpgsqlDataSource database = NpgsqlDataSource.Create(options.Postgres);
        await PrepareAsync(options, database);
        return database;
    }

    /// <summary>Makes the tables if that is wished, and sees that they are there.</summary>
    /// <exception cref="OptionException">The database cannot be used.</exception>
    private static async Task PrepareAsync(SiloOptions options, NpgsqlDataSource database)
    {
        try
        {
            if (options.CreateSchema)
            {
                await CreateAsync(database);
            }

            await using NpgsqlConnection connection = await database.OpenConnectionAsync();
            await ExecuteAsync(connection, "SELECT QueryText FROM OrleansQuery WHERE QueryKey = ''", default);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            throw new OptionException(new OptionError(
                nameof(options.CreateSchema),
                "the database has no tables of Orleans",
                "start once with --create-schema"));
        }
        catch (Exception failure) when (failure is NpgsqlException or SocketException or TimeoutException)
        {
            NpgsqlConnectionStringBuilder where = new(options.Postgres);
            throw new OptionException(new OptionError(
                nameof(options.Postgres),
                $"the database at {where.Host}:{where.Port} cannot be used: {failure.Message}",
                "see that it runs, and that host, user and password are right"));
        }
    }

    /// <summary>The script, in the assembly.</summary>
    internal static string Script()
    {
        using Stream script = typeof(Schema).Assembly.GetManifestResourceStream("schema.sql")!;
        using StreamReader reader = new(script);
        return reader.ReadToEnd();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
