using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Storage;
using Petuum.Lab.Silo.Database;

namespace Petuum.Lab.Grains.Tests.Silo;

/// <summary>A test that needs a PostgreSQL; its tables of Orleans are made, and rows of its own added.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    private const string Reason =
        "needs PostgreSQL: set PETUUM_POSTGRES to a connection string, for example "
        + "Host=127.0.0.1;Username=petuum;Password=...;Database=petuum";

    public PostgresFactAttribute()
    {
        if (string.IsNullOrEmpty(Connection))
        {
            Skip = Reason;
        }
    }

    /// <summary>The connection string; empty if there is none.</summary>
    public static string Connection { get; } = Environment.GetEnvironmentVariable("PETUUM_POSTGRES") ?? "";
}

/// <summary>Several such tests.</summary>
internal sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = new PostgresFactAttribute().Skip;
}

public sealed class PostgresTests
{
    private readonly string _cluster = $"test-{Guid.NewGuid():N}";

    [PostgresFact]
    public async Task Schema_IsMadeByManyAtOnce_AndMadeAgain()
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(PostgresFactAttribute.Connection);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Schema.CreateAsync(database)));
        await Schema.CreateAsync(database);
        await using NpgsqlCommand count = database.CreateCommand("SELECT count(*)::int FROM OrleansQuery");
        Assert.True((int)(await count.ExecuteScalarAsync())! >= 13);
    }

    [PostgresFact]
    public async Task Silos_FormACluster_AndLeaveIt()
    {
        await using RunningSilo first = await StartAsync();
        await using (RunningSilo second = await StartAsync())
        {
            await UntilAsync(async () => await first.ActiveAsync() == 2 && await second.ActiveAsync() == 2);
        }

        await UntilAsync(async () => await first.ActiveAsync() == 1);
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(PostgresFactAttribute.Connection);
        await using NpgsqlCommand dead = database.CreateCommand(
            "SELECT count(*)::int FROM OrleansMembershipTable WHERE DeploymentId = $1 AND Status = 6");
        dead.Parameters.AddWithValue(_cluster);
        Assert.Equal(1, await dead.ExecuteScalarAsync());
    }

    [PostgresFact]
    public async Task Storage_LetsOneOfTwoWritersThrough()
    {
        await using RunningSilo silo = await StartAsync();
        IGrainStorage storage = silo.Host.Services.GetRequiredKeyedService<IGrainStorage>(
            SiloBuilderExtensions.StorageName);
        GrainId id = GrainId.Create("piece", $"{_cluster}/shard-1/0");
        GrainState<List<byte[]>> one = await ReadAsync(storage, id);
        GrainState<List<byte[]>> two = await ReadAsync(storage, id);
        Assert.False(one.RecordExists);
        byte[] bytes = new byte[1 << 20];
        new Random(1).NextBytes(bytes);
        one.State = [bytes];
        two.State = [[2]];
        await storage.WriteStateAsync("piece", id, one);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("piece", id, two));

        GrainState<List<byte[]>> three = await ReadAsync(storage, id);
        Assert.Equal(bytes, Assert.Single(three.State!));
        three.State = [[3]];
        await storage.WriteStateAsync("piece", id, three);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("piece", id, one));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("piece", id, one));
        await storage.ClearStateAsync("piece", id, three);
        Assert.False((await ReadAsync(storage, id)).RecordExists);
    }

    private static async Task<GrainState<List<byte[]>>> ReadAsync(IGrainStorage storage, GrainId id)
    {
        GrainState<List<byte[]>> state = new([]);
        await storage.ReadStateAsync("piece", id, state);
        return state;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource late = new(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await Task.Delay(100, late.Token);
        }
    }

    private Task<RunningSilo> StartAsync() => RunningSilo.StartAsync(
        "--clustering", "adonet", "--storage", "adonet", "--create-schema", "--cluster-id", _cluster, "--service-id",
        _cluster, "--postgres", PostgresFactAttribute.Connection);
}
