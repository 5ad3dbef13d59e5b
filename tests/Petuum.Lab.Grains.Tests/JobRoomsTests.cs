using System.Reflection;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Grains.Tests;

/// <summary>What a silo asks the job for before it reads parts of the data.</summary>
public sealed class JobRoomsTests : IDisposable
{
    private static readonly byte[] Facts = [1, 2, 3];
    private static readonly MachineOrder Order = new(new JobDescription { Id = "job" }, null, 0, HasFacts: true);

    private readonly DelayLine _delays = new();
    private readonly Source _source = new();

    public void Dispose() => _delays.Dispose();

    [Fact]
    public async Task Facts_AreAskedForAgain_WhileTheJobCannotBeReached()
    {
        await Rooms(new SiloUnavailableException("gone"), new TimeoutException("slow")).EnterAsync(Order, epoch: 1);
        Assert.Equal(Facts, _source.Opened);
    }

    /// <summary>A machine of an epoch that is over has nothing to wait for.</summary>
    [Fact]
    public async Task Facts_AreNotAskedForAgain_WhereTheJobHasNone()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Rooms(new InvalidOperationException("epoch 1 is over.")).EnterAsync(Order, epoch: 1));
        Assert.Null(_source.Opened);
    }

    /// <summary>They may be large, and so may what they are made of.</summary>
    [Fact]
    public void Facts_AreLetGoOf_WhenTheyAreTaken()
    {
        JobRoom room = new(Order, _source.Open(Order.Job), new MessagePool(), _delays);
        Assert.Equal(Facts, room.TakeFacts(areNeeded: true)!.Bytes.ToArray());
        Assert.Null(room.Setup.Facts());
        Assert.Null(room.TakeFacts(areNeeded: true));
    }

    private JobRooms Rooms(params Exception[] failures) => new(
        _source, Answering<IGrainFactory>.With(JobThatFails(failures)), new MessagePool(), _delays);

    private static Func<object> JobThatFails(Exception[] failures)
    {
        Queue<Exception> left = new(failures);
        IJobGrain job = Answering<IJobGrain>.With(() => left.TryDequeue(out Exception? failure)
            ? Task.FromException<JobFacts>(failure)
            : Task.FromResult(new JobFacts(Facts)));
        return () => job;
    }

    private sealed class Source : IJobSource
    {
        public byte[]? Opened { get; private set; }

        public JobSetup Open(JobDescription job) =>
            new(Toys.Plan(new EmptyProgram(), new Bsp(), workers: 1, clocks: 1)) { Facts = () => Facts };

        public JobSetup OpenPart(JobDescription job, ReadOnlyMemory<byte> facts)
        {
            Opened = facts.ToArray();
            return Open(job);
        }
    }
}

/// <summary>A stand-in that answers every call alike.</summary>
public class Answering<T> : DispatchProxy
    where T : class
{
    private Func<object> _answer = () => new object();

    /// <summary>One that answers every call so.</summary>
    public static T With(Func<object> answer)
    {
        T made = Create<T, Answering<T>>();
        ((Answering<T>)(object)made)._answer = answer;
        return made;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer();
}
