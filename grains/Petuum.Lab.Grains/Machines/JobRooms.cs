using System.Diagnostics;
using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Grains;

/// <summary>The rooms of a silo, one for each job and epoch: opened by the first machine, closed by the last.</summary>
internal sealed class JobRooms(IJobSource source, IGrainFactory grains, MessagePool pool, DelayLine delays)
{
    /// <summary>By then membership has declared one or the other dead; if not, the machine has failed.</summary>
    private static readonly TimeSpan FactsPatience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FactsPause = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Job, int Epoch), Entry> _rooms = [];

    /// <summary>Rooms that are open.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _rooms.Count;
            }
        }
    }

    /// <summary>The room; opened, which may take a while, by whoever comes first.</summary>
    public Task<JobRoom> EnterAsync(MachineOrder order, int epoch)
    {
        lock (_gate)
        {
            if (!_rooms.TryGetValue((order.Job.Id, epoch), out Entry? entry))
            {
                entry = new Entry(Task.Run(() => OpenAsync(order, epoch)));
                _rooms.Add((order.Job.Id, epoch), entry);
            }

            entry.Machines++;
            return entry.Room;
        }
    }

    /// <summary>One machine less; for every one that entered.</summary>
    public void Leave(string job, int epoch)
    {
        lock (_gate)
        {
            if (_rooms.TryGetValue((job, epoch), out Entry? entry) && --entry.Machines == 0)
            {
                _rooms.Remove((job, epoch));
            }
        }
    }

    /// <summary>The silo of the job itself is the one that enters without facts, and reads all the data.</summary>
    private async Task<JobRoom> OpenAsync(MachineOrder order, int epoch)
    {
        JobSetup setup = order.HasFacts
            ? source.OpenPart(order.Job, (await AskFactsAsync(order.Job.Id, epoch)).Bytes)
            : source.Open(order.Job);
        return new JobRoom(order, setup, pool, delays);
    }

    /// <summary>Asks again while the job cannot be reached; it says so itself when the epoch is over.</summary>
    private async Task<JobFacts> AskFactsAsync(string job, int epoch)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                return await grains.GetGrain<IJobGrain>(job).GetFactsAsync(epoch);
            }
            catch (Exception failure)
                when (failure is OrleansException or TimeoutException && waited.Elapsed < FactsPatience)
            {
                await Task.Delay(FactsPause);
            }
        }
    }

    private sealed class Entry(Task<JobRoom> room)
    {
        public Task<JobRoom> Room { get; } = room;

        public int Machines { get; set; }
    }
}
