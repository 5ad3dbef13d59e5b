using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Grains;

/// <summary>The rooms of a silo, one for each job and epoch: opened by the first machine, closed by the last.</summary>
internal sealed class JobRooms(IJobSource source, MessagePool pool, DelayLine delays)
{
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
        JobDescription job = order.Job;
        lock (_gate)
        {
            if (!_rooms.TryGetValue((job.Id, epoch), out Entry? entry))
            {
                entry = new Entry(Task.Run(() => new JobRoom(order, source.Open(job), pool, delays)));
                _rooms.Add((job.Id, epoch), entry);
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

    private sealed class Entry(Task<JobRoom> room)
    {
        public Task<JobRoom> Room { get; } = room;

        public int Machines { get; set; }
    }
}
