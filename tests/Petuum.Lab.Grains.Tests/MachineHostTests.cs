using Microsoft.Extensions.Logging.Abstractions;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Grains.Tests;

/// <summary>A machine's state on its way to the storage.</summary>
public sealed class MachineHostTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly Endpoint Self = new WorkerId(0);

    private readonly ManualResetEventSlim _isTaken = new();
    private readonly ManualResetEventSlim _mayStore = new();
    private readonly LastingStorage _storage = new();
    private readonly DelayLine _delays = new();
    private readonly ComputePool _pool = new();
    private readonly Courier _courier = new(
        null!, new MachineKey("job", 1, 0), new PetuumOptions(), NullLogger.Instance);

    public void Dispose()
    {
        _isTaken.Dispose();
        _mayStore.Dispose();
        _delays.Dispose();
        _pool.Dispose();
        _courier.Dispose();
    }

    /// <summary>A worker's cut would else take as long as its push.</summary>
    [Fact]
    public async Task StateInOnePiece_IsStored_WhileTheMachineComputes()
    {
        TaskCompletionSource<bool> wasStored = new(TaskCreationOptions.RunContinuationsAsynchronously);
        MachineHost? computing = null;
        using MachineHost host = Host(() => wasStored.SetResult(
            SpinWait.SpinUntil(() => computing!.Storing.IsCompleted, Patience)));
        computing = host;
        _mayStore.Set();
        host.Begin();
        Assert.True(await wasStored.Task.WaitAsync(Patience * 2));
        Assert.Equal([1], host.Report().StoredCuts);
        Assert.Single(_storage.Keys);
    }

    /// <summary>Its job has deleted the cut, and would never know of what came after.</summary>
    [Fact]
    public async Task State_IsDeleted_WhereTheMachineHasEndedBeforeItWasStored()
    {
        TaskCompletionSource hasSaved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using MachineHost host = Host(hasSaved.SetResult);
        host.Begin();
        await hasSaved.Task.WaitAsync(Patience);
        host.Stop();
        _mayStore.Set();
        await host.Storing.WaitAsync(Patience);
        Assert.True(_isTaken.IsSet);
        Assert.Empty(_storage.Keys);
        Assert.Empty(host.Report().StoredCuts);
    }

    private MachineHost Host(Action afterSaving)
    {
        JobSetup setup = new(Toys.Plan(new EmptyProgram(), new Bsp(), workers: 1, clocks: 1));
        MachineOrder order = new(new JobDescription { Id = "job" }, null, 0);
        CutStore store = new(_storage, NullLogger<CutStore>.Instance);
        JobRoom room = new(order, setup, new MessagePool(), _delays);
        return new MachineHost(room, Self, new SavingDriver(afterSaving), _courier, _pool)
        {
            Store = (clock, pieces, unwanted) =>
                store.WriteAsync("job", $"1/{clock}", Slowly(pieces), unwanted: unwanted),
        };
    }

    private IEnumerable<ReadOnlyMemory<byte>> Slowly(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            _mayStore.Wait(Patience);
            yield return piece;
            _isTaken.Set();
        }
    }

    /// <summary>Saves its state as it begins, and does something else then.</summary>
    private sealed class SavingDriver(Action afterSaving) : Driver
    {
        public override string Name => "saving";

        public override int Clock => 1;

        public override string Wait => "";

        public override bool OfferCut(int clock, Outbox outbox) => true;

        public override void Restore(ReadOnlyMemory<byte> piece)
        {
        }

        public override void Start(Outbox outbox)
        {
            outbox.Save(Self, 1, CutState.Of(new byte[100]));
            afterSaving();
        }

        public override void Receive(Message message, Outbox outbox) => message.Release();
    }
}
