using System.Runtime.InteropServices;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Machines;

/// <summary>
/// What a client has asked each shard for and what it waits for; requests are filled here, then sent.
/// </summary>
internal sealed class ShardLinks
{
    private readonly MessagePool _pool;
    private readonly Numbering _numbering;
    private readonly OplogSender _oplog;
    private readonly Link[] _links;
    private int _pendingReplies;

    public ShardLinks(int shards, MessagePool pool, Numbering numbering, OplogSender oplog)
    {
        (_pool, _numbering, _oplog) = (pool, numbering, oplog);
        _links = [.. Enumerable.Range(0, shards).Select(_ => new Link())];
    }

    /// <summary>True if every awaited reply and push is here.</summary>
    public bool HaveAnswered => _pendingReplies == 0 && !Array.Exists(_links, link => link.AwaitsPush);

    /// <summary>Subscribed rows of a shard are complete to this clock.</summary>
    public int PushedClock(int shard) => _links[shard].PushedClock;

    /// <summary>Adds a row to the request that is being filled.</summary>
    public void Request(int shard, TableId table, int row, bool isAwaited)
    {
        Link link = _links[shard];
        link.Request ??= _pool.RentReadRequest();
        link.Request.Tables.Add(table);
        link.Request.Rows.Add(row);
        link.IsAwaited |= isAwaited;
    }

    /// <summary>Adds awaited rows of one table to the requests being filled, those of one shard together.</summary>
    public void Request(in RowPlacement placement, TableId table, ReadOnlySpan<int> rows)
    {
        for (int index = 0; index < rows.Length;)
        {
            int count = placement.CountOnOneShard(rows[index..]);
            Link link = _links[placement.ShardOf(rows[index])];
            link.IsAwaited = true;
            link.Request ??= _pool.RentReadRequest();
            link.Request.Rows.AddRange(rows.Slice(index, count));
            int tables = link.Request.Tables.Count;
            CollectionsMarshal.SetCount(link.Request.Tables, link.Request.Rows.Count);
            CollectionsMarshal.AsSpan(link.Request.Tables)[tables..].Fill(table);
            index += count;
        }
    }

    /// <summary>Reads need the push of a clock.</summary>
    public void AwaitPush(int shard, int clock) =>
        _links[shard].AwaitedPush = Math.Max(_links[shard].AwaitedPush, clock);

    /// <summary>
    /// Sends the requests that were filled, to be answered when rounds below a clock are complete where they are
    /// awaited; true if something awaited is under way now.
    /// </summary>
    public bool SendRequests(int requiredClock, Outbox outbox)
    {
        bool anyAwaited = false;
        for (int shard = 0; shard < _links.Length; shard++)
        {
            Link link = _links[shard];
            anyAwaited |= link.AwaitsPush || link.IsAwaited;
            if (link.Request is { } request)
            {
                link.Request = null;
                Send(shard, request, requiredClock, outbox);
            }
        }

        return anyAwaited || _pendingReplies > 0;
    }

    /// <summary>Asks a shard to answer, with no rows, when rounds below a clock are complete.</summary>
    public void AskForClock(int shard, int requiredClock, Outbox outbox)
    {
        _links[shard].IsAwaited = true;
        Send(shard, _pool.RentReadRequest(), requiredClock, outbox);
    }

    /// <summary>
    /// A shard that we write but do not read any more says nothing of what it has: asks those that may lack changes of
    /// ours of a clock or older ones.
    /// </summary>
    public void AskSilent(int clock, Outbox outbox)
    {
        for (int shard = 0; shard < _links.Length; shard++)
        {
            if (_links[shard].RequestsUnderWay == 0 && _oplog.OldestUnacknowledged(shard) <= clock)
            {
                Send(shard, _pool.RentReadRequest(), requiredClock: 0, outbox);
            }
        }
    }

    /// <summary>Rows came from a shard.</summary>
    public void OnRows(RowsMessage rows)
    {
        Link link = _links[rows.From.Index];
        switch (rows.Reason)
        {
            case RowsReason.Reply:
                _pendingReplies--;
                link.RepliesUnderWay--;
                link.RequestsUnderWay--;
                break;
            case RowsReason.BackgroundReply:
                link.RequestsUnderWay--;
                break;
            case RowsReason.ClockPush:
                link.PushedClock = Math.Max(link.PushedClock, rows.ShardClock);
                break;
            default:
                break;
        }
    }

    /// <summary>The shards that are waited for.</summary>
    public IEnumerable<int> Silent() =>
        Enumerable.Range(0, _links.Length)
            .Where(shard => _links[shard].RepliesUnderWay > 0 || _links[shard].AwaitsPush);

    private void Send(int shard, ReadRequest request, int requiredClock, Outbox outbox)
    {
        Link link = _links[shard];
        request.Background = !link.IsAwaited;
        request.RequiredClock = link.IsAwaited ? requiredClock : 0;
        if (link.IsAwaited)
        {
            _pendingReplies++;
            link.RepliesUnderWay++;
            link.IsAwaited = false;
        }

        link.RequestsUnderWay++;
        _oplog.NoteRead(shard);
        outbox.Send(_numbering.Stamp(request, new ShardId(shard)));
    }

    private sealed class Link
    {
        /// <summary>The request being filled.</summary>
        public ReadRequest? Request { get; set; }

        /// <summary>It has rows that the unit cannot do without.</summary>
        public bool IsAwaited { get; set; }

        /// <summary>Such requests that were not answered yet.</summary>
        public int RepliesUnderWay { get; set; }

        /// <summary>Requests of either kind that were not answered yet.</summary>
        public int RequestsUnderWay { get; set; }

        /// <summary>Subscribed rows are complete to this clock.</summary>
        public int PushedClock { get; set; }

        /// <summary>The pushed clock that reads need.</summary>
        public int AwaitedPush { get; set; }

        public bool AwaitsPush => AwaitedPush > PushedClock;
    }
}
