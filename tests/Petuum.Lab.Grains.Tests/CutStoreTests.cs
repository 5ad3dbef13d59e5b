using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Tests;

namespace Petuum.Lab.Grains.Tests;

/// <summary>What is stored of a cut, block by block, and what is left when something breaks off.</summary>
public class CutStoreTests
{
    private const string Job = "job";
    private const string Name = "1/5/shard-0";

    /// <summary>Five blocks and a half.</summary>
    private static readonly ReadOnlyMemory<byte>[] Pieces =
        [.. Enumerable.Range(0, 11).Select(piece => (ReadOnlyMemory<byte>)Bytes(piece, 4 << 20))];

    private readonly BreakingStorage _storage = new();

    private CutStore Store => new(_storage, NullLogger<CutStore>.Instance);

    [Fact]
    public void Pieces_ComeBackAsTheyWere_ForAnyLengthsOfPiecesAndBlocks() => Prop.ForAll(
        Arb.From(
            from count in Gen.Choose(0, 12)
            from lengths in Gen.Choose(0, 40).ArrayOf(count)
            from blockBytes in Gen.Choose(1, 50)
            select (Lengths: lengths, BlockBytes: blockBytes),
            failing => Enumerable.Range(0, failing.Lengths.Length)
                .Select(left => failing with { Lengths = [.. failing.Lengths.Where((_, at) => at != left)] })),
        random =>
        {
            byte[][] pieces = [.. random.Lengths.Select((length, piece) => Bytes(piece, length))];
            StoredBlock[] blocks =
                [.. StoredBlock.Of(pieces.Select(piece => (ReadOnlyMemory<byte>)piece), random.BlockBytes)];
            Assert.All(
                blocks[..^1], block => Assert.Equal((random.BlockBytes, false), (block.Bytes.Length, block.IsLast)));
            Assert.True(blocks[^1].IsLast && blocks[^1].Bytes.Length <= random.BlockBytes);
            PieceReader reader = new();
            List<byte[]> read = [];
            foreach (StoredBlock block in blocks)
            {
                Assert.False(reader.IsDone);
                read.AddRange(reader.PiecesOf(block).Select(piece => piece.ToArray()));
            }

            Assert.True(reader.IsDone);
            Assert.Equal(pieces, read);
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(500));

    /// <summary>Their lengths do not add up then, or the last never comes.</summary>
    [Theory]
    [InlineData(new[] { 1, 2, 3 })]
    [InlineData(new[] { 0, 2, 3 })]
    [InlineData(new[] { 0, 1, 3 })]
    [InlineData(new[] { 0, 2, 1, 3 })]
    [InlineData(new[] { 0, 1, 1, 2, 3 })]
    public void Pieces_AreRefused_WhereBlocksAreNotThoseThatWereWritten(int[] order)
    {
        StoredBlock[] blocks = [.. StoredBlock.Of([Bytes(1, 25), Bytes(2, 3), Bytes(3, 8)], bytesMax: 10)];
        Assert.Equal(4, blocks.Length);
        PieceReader reader = new();
        Assert.Throws<InvalidOperationException>(() => order.SelectMany(at => reader.PiecesOf(blocks[at])).Count());
    }

    [Fact]
    public async Task States_ComeBackFromTheStorage_AndLeaveNothingWhenTheyAreDeleted()
    {
        await Store.WriteAsync(Job, Name, Pieces);
        await Store.WriteAsync(Job, "1/5/worker-0", [Pieces[0][..7]]);
        Assert.Equal(6 + 1, _storage.Lasting.Keys.Count);
        int piece = 0;
        await foreach (ReadOnlyMemory<byte> read in Store.ReadAsync(Job, Name))
        {
            Assert.True(read.Span.SequenceEqual(Pieces[piece++].Span));
        }

        Assert.Equal(Pieces.Length, piece);
        await Store.ClearAsync(Job, Name);
        Assert.Single(_storage.Lasting.Keys);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Store.ReadAsync(Job, Name).CountAsync());
    }

    /// <summary>As when a silo dies: who wrote can delete nothing any more.</summary>
    [Fact]
    public async Task States_LeaveNothingWhenTheyAreDeleted_WhereTheirWritingBrokeOff()
    {
        _storage.ClearsLeft = 0;
        await Assert.ThrowsAsync<IOException>(() => Store.WriteAsync(Job, Name, BrokenOff(at: 7)));
        Assert.Equal(3, _storage.Lasting.Keys.Count);
        _storage.ClearsLeft = null;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Store.ReadAsync(Job, Name).CountAsync());
        await Store.ClearAsync(Job, Name);
        Assert.Empty(_storage.Lasting.Keys);
    }

    [Fact]
    public async Task States_LeaveNothing_WhereTheirMachineEndsWhileTheyAreWritten()
    {
        await Assert.ThrowsAsync<IOException>(() => Store.WriteAsync(Job, Name, BrokenOff(at: 7)));
        Assert.Empty(_storage.Lasting.Keys);
    }

    /// <summary>The job has deleted the cut meanwhile, and sees no block of those that come later.</summary>
    [Fact]
    public async Task States_LeaveNothing_WhereTheyAreDeletedWhileTheirMachineEnds()
    {
        await Assert.ThrowsAsync<IOException>(() => Store.WriteAsync(Job, Name, Deleted()));
        Assert.Empty(_storage.Lasting.Keys);

        IEnumerable<ReadOnlyMemory<byte>> Deleted()
        {
            for (int piece = 0; piece < 9; piece++)
            {
                if (piece == 5)
                {
                    Store.ClearAsync(Job, Name).GetAwaiter().GetResult();
                    Assert.Empty(_storage.Lasting.Keys);
                }

                yield return Pieces[piece];
            }

            throw new IOException("the machine has ended.");
        }
    }

    [Fact]
    public async Task States_LeaveNothing_WhereDeletingThemBrokeOffAndIsTriedAgain()
    {
        await Store.WriteAsync(Job, Name, Pieces);
        _storage.ClearsLeft = 2;
        await Assert.ThrowsAsync<IOException>(() => Store.ClearAsync(Job, Name));
        Assert.Equal(4, _storage.Lasting.Keys.Count);
        _storage.ClearsLeft = null;
        await Store.ClearAsync(Job, Name);
        Assert.Empty(_storage.Lasting.Keys);
    }

    /// <summary>The job ends, and deletes the cut, while a machine's state is on its way to the storage.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    public async Task States_LeaveNothing_AndAreNotWrittenOn_WhereNobodyWantsThemAnyMore(int sinceBlock)
    {
        using CancellationTokenSource unwanted = new();
        int written = 0;
        _storage.BeforeWrite = () =>
        {
            if (++written == sinceBlock)
            {
                unwanted.Cancel();
            }
        };
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => Store.WriteAsync(Job, Name, Pieces, unwanted: unwanted.Token));
        Assert.Equal(sinceBlock, written);
        Assert.Empty(_storage.Lasting.Keys);
    }

    [Fact]
    public async Task Deleting_IsDone_WhereSomebodyElseDeletesTheSame()
    {
        await Store.WriteAsync(Job, Name, Pieces);
        CutStore other = new(_storage.Lasting, NullLogger<CutStore>.Instance);
        _storage.BeforeClear = () => other.ClearAsync(Job, Name);
        await Store.ClearAsync(Job, Name);
        Assert.Empty(_storage.Lasting.Keys);
    }

    [Fact]
    public async Task Deleting_GoesOn_WhereOneOfManyFails()
    {
        await Store.WriteAsync(Job, Name, Pieces);
        await Store.WriteAsync(Job, "1/5/worker-0", [Pieces[0][..7]]);
        await Store.WriteAsync(Job, "1/5/worker-1", [Pieces[0][..7]]);
        _storage.ClearsLeft = 6;
        await Assert.ThrowsAsync<AggregateException>(
            () => Store.ClearAsync(Job, [Name, "1/5/worker-0", "1/5/worker-1"]));
        Assert.Contains("worker-0", Assert.Single(_storage.Lasting.Keys), StringComparison.Ordinal);
    }

    /// <summary>Every trial takes a while where the storage is down.</summary>
    [Fact]
    public async Task Deleting_EndsEarly_WhereSeveralOnEndFail()
    {
        string[] names = [.. Enumerable.Range(0, 9).Select(worker => $"1/5/worker-{worker}")];
        foreach (string name in names)
        {
            await Store.WriteAsync(Job, name, [Pieces[0][..7]]);
        }

        _storage.Fails = deletion => deletion is 1 or 2 or (>= 4 and <= 6);
        AggregateException failures = await Assert.ThrowsAsync<AggregateException>(
            () => Store.ClearAsync(Job, names));
        Assert.Equal(5, failures.InnerExceptions.Count);
        Assert.Equal(6, _storage.Deletions);
        Assert.Equal(9 - 1, _storage.Lasting.Keys.Count);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> BrokenOff(int at) =>
        Pieces.Select((piece, index) => index < at ? piece : throw new IOException("the machine has ended."));

    private static byte[] Bytes(int piece, int length)
    {
        byte[] bytes = new byte[length];
        Pcg32 chance = new Seed((ulong)piece).CreateGenerator();
        for (int at = 0; at < length; at += Math.Max(1, length / 40))
        {
            bytes[at] = (byte)chance.NextInt(256);
        }

        return bytes;
    }

    /// <summary>A storage that fails when it is told to.</summary>
    private sealed class BreakingStorage : IGrainStorage
    {
        public LastingStorage Lasting { get; } = new();

        /// <summary>After so many more, a deletion fails.</summary>
        public int? ClearsLeft { get; set; }

        /// <summary>Whether a deletion fails, by its number.</summary>
        public Func<int, bool> Fails { get; set; } = _ => false;

        /// <summary>Deletions so far.</summary>
        public int Deletions { get; private set; }

        /// <summary>Happens before each block is written.</summary>
        public Action? BeforeWrite { get; set; }

        /// <summary>Happens once, before the next deletion.</summary>
        public Func<Task>? BeforeClear { get; set; }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            Lasting.ReadStateAsync(stateName, grainId, grainState);

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            BeforeWrite?.Invoke();
            return Lasting.WriteStateAsync(stateName, grainId, grainState);
        }

        public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            (Func<Task>? before, BeforeClear) = (BeforeClear, null);
            await (before?.Invoke() ?? Task.CompletedTask);
            if (Fails(++Deletions) || ClearsLeft-- is 0)
            {
                throw new IOException("the storage has failed.");
            }

            await Lasting.ClearStateAsync(stateName, grainId, grainState);
        }
    }
}
