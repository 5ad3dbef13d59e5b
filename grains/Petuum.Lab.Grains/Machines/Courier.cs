using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Petuum.Lab.Core;

namespace Petuum.Lab.Grains;

/// <summary>
/// Carries a machine's parcels: each is sent again until it is acknowledged. Thread-safe; what must be in order is put
/// in order by the receiver.
/// </summary>
internal sealed class Courier(IGrainFactory grains, MachineKey self, PetuumOptions options, ILogger logger)
    : IDisposable
{
    /// <summary>Between one try and the next, at first and at most.</summary>
    private static readonly (TimeSpan First, TimeSpan Most) Retries =
        (TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2));

    /// <summary>Between one question and the next; they are small.</summary>
    private static readonly (TimeSpan First, TimeSpan Most) Questions =
        (TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(50));

    private readonly ConcurrentDictionary<Endpoint, Func<Parcel, Task<Receipt>>> _addresses = new();
    private readonly CancellationTokenSource _stop = new();
    private Action? _relief;
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

    /// <summary>So many bytes may be in flight.</summary>
    public long BytesMax => options.BytesInFlightMax;

    /// <summary>True while so much is in flight that the machine should not make more.</summary>
    public bool IsFull => !_stop.IsCancellationRequested
        && (Interlocked.Read(ref _bytesInFlight) > options.BytesInFlightMax
            || ParcelsInFlight > options.ParcelsInFlightMax);

    /// <summary>Calls <paramref name="act"/> once, as soon as it is not full; one call may be outstanding.</summary>
    public void WhenNotFull(Action act)
    {
        Interlocked.Exchange(ref _relief, act);
        Relieve();
    }

    /// <summary>Sends nothing again.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        Relieve();
    }

    private async Task ShipAsync(Func<Parcel, Task<Receipt>> address, Endpoint to, Parcel parcel, long bytes)
    {
        // Orleans keeps used calls for reuse, by thread and without a limit: begun on one thread and ended on others
        // they would pile up.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Receipt receipt = await ShipAsync(address, to, parcel, Receipt.NoSuchMachine, Retries).ConfigureAwait(false);
        parcel.ReleaseIfNotTaken();
        if (receipt == Receipt.AcceptedForLater)
        {
            await ShipAsync(address, to, Parcel.Question, receipt, Questions).ConfigureAwait(false);
        }

        Interlocked.Decrement(ref _parcelsInFlight);
        Interlocked.Add(ref _bytesInFlight, -bytes);
        Relieve();
    }

    /// <summary>Sends a parcel again and again, until the receipt is another.</summary>
    private async Task<Receipt> ShipAsync(
        Func<Parcel, Task<Receipt>> address,
        Endpoint to,
        Parcel parcel,
        Receipt unlike,
        (TimeSpan First, TimeSpan Most) pauses)
    {
        Receipt receipt = unlike;
        TimeSpan pause = pauses.First;
        while (!_stop.IsCancellationRequested
            && (receipt = await TryShipAsync(address, to, parcel).ConfigureAwait(false) ?? unlike) == unlike)
        {
            await Task.Delay(pause, _stop.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.None);
            pause = pause * 2 > pauses.Most ? pauses.Most : pause * 2;
        }

        return receipt;
    }

    private void Relieve()
    {
        if (Volatile.Read(ref _relief) is not null && !IsFull)
        {
            Interlocked.Exchange(ref _relief, null)?.Invoke();
        }
    }

    /// <summary>
    /// One try; null if it failed. A machine that is not there is no reason to give up: the job makes it anew, or stops
    /// this one.
    /// </summary>
    private async Task<Receipt?> TryShipAsync(Func<Parcel, Task<Receipt>> address, Endpoint to, Parcel parcel)
    {
        try
        {
            return await address(parcel).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.LogWarning(failure, "A parcel of job {Job} for {To} was not acknowledged; sent again", self.Job, to);
            return null;
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
