using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace Petuum.Lab.Grains.Tests;

/// <summary>
/// A storage that outlives every silo, as a database does: bytes, and a version that writers must know.
/// </summary>
public sealed class LastingStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Grain), (string Version, byte[] Bytes)> _stored = new();
    private long _version;

    private readonly Serializer _serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    /// <summary>What who reads waits for.</summary>
    public Func<GrainId, Task> BeforeRead { get; set; } = _ => Task.CompletedTask;

    /// <summary>What who writes waits for.</summary>
    public Func<GrainId, Task> BeforeWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>What who has written waits for.</summary>
    public Func<GrainId, Task> AfterWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>What who deletes waits for.</summary>
    public Func<GrainId, Task> BeforeClear { get; set; } = _ => Task.CompletedTask;

    /// <summary>Nobody waits for anything any more.</summary>
    public void GoOn() =>
        (BeforeRead, BeforeWrite, AfterWrite, BeforeClear) =
        (_ => Task.CompletedTask, _ => Task.CompletedTask, _ => Task.CompletedTask, _ => Task.CompletedTask);

    /// <summary>What is stored, by grain.</summary>
    public IReadOnlyList<string> Keys => [.. _stored.Keys.Select(key => key.Grain.ToString())];

    /// <summary>Loses what some grains have stored; how much that was.</summary>
    public int Forget(Func<string, bool> whose) =>
        _stored.Keys.Where(key => whose(key.Grain.ToString())).Count(key => _stored.TryRemove(key, out _));

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await BeforeRead(grainId);
        grainState.RecordExists = _stored.TryGetValue((stateName, grainId), out (string Version, byte[] Bytes) found);
        grainState.ETag = found.Version;
        grainState.State = grainState.RecordExists
            ? _serializer.Deserialize<T>(found.Bytes)
            : Activator.CreateInstance<T>();
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await BeforeWrite(grainId);
        string version = Interlocked.Increment(ref _version).ToString(CultureInfo.InvariantCulture);
        (string, byte[]) written = (version, _serializer.SerializeToArray(grainState.State));
        lock (_stored)
        {
            Require(stateName, grainId, grainState);
            _stored[(stateName, grainId)] = written;
        }

        (grainState.ETag, grainState.RecordExists) = (version, true);
        await AfterWrite(grainId);
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await BeforeClear(grainId);
        lock (_stored)
        {
            Require(stateName, grainId, grainState);
            _stored.TryRemove((stateName, grainId), out _);
        }

        (grainState.ETag, grainState.RecordExists) = (null!, false);
    }

    private void Require<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string? version = _stored.TryGetValue((stateName, grainId), out (string Version, byte[] _) found)
            ? found.Version
            : null;
        if (version != grainState.ETag)
        {
            throw new InconsistentStateException($"{grainId} is at version {version}, not {grainState.ETag}.");
        }
    }
}
