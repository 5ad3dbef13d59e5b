using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Petuum.Lab.Core;

namespace Petuum.Lab.Grains;

/// <summary>
/// Carries a machine's parcels: each is sent again until it is acknowledged. Thread-safe; what must be in order is put
/// in order by the receiver.
/// </summary>
internal sealed class Courier(IGrainFactory grains, MachineKey self, long bytesMax, ILogger logger) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Endpoint, Func<Parcel, Task<Receipt>>> _addresses = new();
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource? _relief;
    private long _bytesInFlight;
    private int _parcelsInFlight;

    /// <summary>Parcels that are not acknowledged yet.</summary>
    public int ParcelsInFlight => Volatile.Read(ref _parcelsInFlight);

    /// <summary>Sends a parcel; it belongs to the courier from now on.</summary>
    public void Ship(Endpoint to, Parcel parcel)
    {
        long bytes = parcel.Bytes;
        Interlocked.Increment(ref _parcelsInFlight);
        Interlocked.Add(ref _bytesInFlight, bytes);
        _ = ShipAsync(_addresses.GetOrAdd(to, AddressOf), to, parcel, bytes);
    }

    /// <summary>Completes when few enough bytes are in flight.</summary>
    public Task BelowLimitAsync()
    {
        if (Interlocked.Read(ref _bytesInFlight) <= bytesMax)
        {
            return Task.CompletedTask;
        }

        TaskCompletionSource relief = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _relief, relief);
        if (Interlocked.Read(ref _bytesInFlight) <= bytesMax)
        {
            relief.TrySetResult();
        }

        return relief.Task.WaitAsync(_stop.Token);
    }

    /// <summary>Sends nothing again.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _relief?.TrySetResult();
    }

    private async Task ShipAsync(Func<Parcel, Task<Receipt>> address, Endpoint to, Parcel parcel, long bytes)
    {
        TimeSpan pause = FirstPause;
        while (!_stop.IsCancellationRequested && !await TryShipAsync(address, to, parcel).ConfigureAwait(false))
        {
            await Task.Delay(pause, _stop.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.None);
            pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
        }

        parcel.ReleaseIfNotTaken();
        Interlocked.Decrement(ref _parcelsInFlight);
        if (Interlocked.Add(ref _bytesInFlight, -bytes) <= bytesMax)
        {
            Interlocked.Exchange(ref _relief, null)?.TrySetResult();
        }
    }

    /// <summary>
    /// One try. A machine that is not there is no reason to give up: the job makes it anew, or stops this one.
    /// </summary>
    private async Task<bool> TryShipAsync(Func<Parcel, Task<Receipt>> address, Endpoint to, Parcel parcel)
    {
        try
        {
            return await address(parcel).ConfigureAwait(false) == Receipt.Accepted;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.LogWarning(failure, "A parcel of job {Job} for {To} was not acknowledged; sent again", self.Job, to);
            return false;
        }
    }

    private Func<Parcel, Task<Receipt>> AddressOf(Endpoint to)
    {
        string key = (self with { Index = to.Index }).ToString();
        return to.Role switch
        {
            Role.Worker => grains.GetGrain<IWorkerGrain>(key).DeliverAsync,
            Role.Shard => grains.GetGrain<ITableShardGrain>(key).DeliverAsync,
            Role.Scheduler => grains.GetGrain<ISchedulerGrain>(key).DeliverAsync,
            _ => parcel => grains.GetGrain<IJobGrain>(self.Job).DeliverAsync(self.Epoch, parcel),
        };
    }
}
